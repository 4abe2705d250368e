"""The catalogue of faults: realistic wrong versions of the functions under test.

Each operator's folder says what can go wrong in its passes, in tables: a fault is one row, with its
name, a sentence, and one way of going wrong for each manner, below the hint that it shares with its
neighbours. The ways are put together from what this room has: `arrays` and `changes`, and what
several functions get wrong alike, in `common`, `dilation`, `pooling`, `precision` and `behaviour`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING

from cnncheck.faults.declaring.fault import Fault
from cnncheck.faults.declaring.passes import faults_in, pass_of
from cnncheck.faults.parts.lifting import is_of_images, sibling
from cnncheck.faults.ranks import of_rank, prefix_of
from cnncheck.operators import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cnncheck.faults.declaring.passes import PassFaults
    from cnncheck.faults.declaring.table import Row


def declared(its: PassFaults, function: str, rows: Iterable[Row]) -> tuple[Fault, ...]:
    """Return rows as faults of a function.

    Parameters
    ----------
    its : PassFaults
        Of the pass that it computes.
    function : str
    rows : iterable of Row
    """
    return tuple(
        Fault(
            f"{its.prefix}/{row.name}",
            function,
            row.sentence,
            row.hint,
            tuple(row.make(its.kernel)),
            row.responds,
            row.kind,
            bits=row.bits,
            raises=row.raises,
            option=row.option,
            parts=row.parts,
        )
        for row in rows
    )


@cache
def _faults(function: str) -> tuple[Fault, ...]:
    """Return the faults of a function; what is written of images holds for other ranks, too."""
    operator, pass_name = pass_of(function)
    its = faults_in(operator.name, pass_name)
    if its is None:
        return ()
    if is_of_images(operator):
        return declared(its, function, its.rows)
    images = sibling(operator, 2)
    assert images is not None
    rows = (*its.rows, *(its.planes if operator.rank > 2 else ()))
    return tuple(of_rank(declared(its, images.functions[pass_name], rows), operator, pass_name))


def functions_beside(fault_id: str) -> Iterator[str]:
    """Yield the functions whose faults have ids that begin as this one does.

    Parameters
    ----------
    fault_id : str
        It need not be one that there is.
    """
    prefix = fault_id.partition("/")[0]
    for function in FUNCTIONS:
        operator, pass_name = pass_of(function)
        its = faults_in(operator.name, pass_name)
        of_images = is_of_images(operator)
        if its and prefix == (its.prefix if of_images else prefix_of(operator, pass_name)):
            yield function


class _Catalogue(Mapping[str, "Fault"]):
    """Faults by their ids; those that follow from others are made when they are asked for."""

    def __getitem__(self, fault_id: str) -> Fault:
        known = (fault for each in functions_beside(fault_id) for fault in _faults(each))
        if found := next((fault for fault in known if fault.id == fault_id), None):
            return found
        raise KeyError(fault_id)

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    @cached_property
    def _all(self) -> dict[str, Fault]:
        return {fault.id: fault for each in FUNCTIONS for fault in _faults(each)}


CATALOGUE: Mapping[str, Fault] = _Catalogue()
"""Every fault by its id, function by function in the order of the assignment."""


def faults_of(function: str) -> list[Fault]:
    """Return the catalogue's faults of one function; none of what is no function.

    Parameters
    ----------
    function : str
    """
    return list(_faults(function)) if function in FUNCTIONS else []


__all__ = ["CATALOGUE", "faults_of", "functions_beside"]
