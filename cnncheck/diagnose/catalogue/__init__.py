"""The catalogue of faults: realistic wrong versions of the functions under test.

Each module declares the faults of one function in a table: a fault is one row, with its name, a
sentence, and one way of going wrong for each manner, below the hint that it shares with its
neighbours. The ways are put together from `arrays` and `changes`; what several functions get wrong
alike is in `common`, `precision` and `behaviour`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING

from cnncheck.diagnose.catalogue import (
    average,
    backward_filter,
    backward_input,
    bias,
    borders,
    convolution,
    dilation,
    groups,
    padding,
    pool_back,
    pool_forward,
    pool_options,
    transposed,
    volumes,
)
from cnncheck.diagnose.catalogue.ranks import of_rank
from cnncheck.diagnose.lifting import sibling
from cnncheck.operators import FUNCTIONS, OPERATORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cnncheck.diagnose.fault import Fault
    from cnncheck.operators import Operator

_FAULTS = (
    padding.FAULTS,
    convolution.FAULTS,
    bias.FORWARD,
    dilation.FORWARD,
    groups.FORWARD,
    backward_filter.FAULTS,
    dilation.BACKWARD_FILTER,
    groups.BACKWARD_FILTER,
    backward_input.FAULTS,
    dilation.BACKWARD_INPUT,
    groups.BACKWARD_INPUT,
    bias.BACKWARD,
    transposed.FAULTS,
    pool_forward.FAULTS,
    dilation.POOL_FORWARD,
    pool_options.faults_of_options("pool_forward"),
    pool_back.FAULTS,
    dilation.POOL_BACK,
    pool_options.faults_of_options("pool_back"),
    borders.FAULTS,
    average.FAULTS,
    pool_options.faults_of_options("avg_pool2d"),
    pool_options.faults_of_options("avg_pool2d_backward"),
)

_WRITTEN: dict[str, list[Fault]] = {}
for _fault in (fault for faults in _FAULTS for fault in faults):
    _WRITTEN.setdefault(_fault.function, []).append(_fault)


@cache
def _faults(function: str) -> tuple[Fault, ...]:
    """Return the faults of a function; what is written of images holds for other ranks, too."""
    if function in _WRITTEN:
        return tuple(_WRITTEN[function])
    for operator in OPERATORS.values():
        for pass_name, its in operator.functions.items():
            of_images = sibling(operator, 2)
            if its == function and of_images:
                written = _WRITTEN.get(of_images.functions[pass_name], [])
                return tuple(
                    of_rank((*written, *_planes(operator, pass_name, written)), operator, pass_name)
                )
    return ()


def _planes(operator: Operator, pass_name: str, written: Sequence[Fault]) -> tuple[Fault, ...]:
    if operator.rank < 3 or not operator.multiplies or not written:
        return ()
    # What sends pixels out counts no windows: its geometry is that of a gradient.
    counts = pass_name == "forward" and operator.roles[0] == "X"
    prefix = written[0].id.partition("/")[0]
    return volumes.plane_faults(prefix, written[0].function, pass_name, counts=counts)


class _Catalogue(Mapping[str, "Fault"]):
    """Faults by their ids; those that follow from others are made when they are asked for."""

    def __getitem__(self, fault_id: str) -> Fault:
        return self._all[fault_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    @cached_property
    def _all(self) -> dict[str, Fault]:
        functions = dict.fromkeys((*_WRITTEN, *FUNCTIONS))
        return {fault.id: fault for each in functions for fault in _faults(each)}


CATALOGUE: Mapping[str, Fault] = _Catalogue()
"""Every fault by its id, function by function in the order of the assignment."""


def faults_of(function: str) -> list[Fault]:
    """Return the catalogue's faults of one function.

    Parameters
    ----------
    function : str
    """
    return list(_faults(function))


__all__ = ["CATALOGUE", "faults_of"]
