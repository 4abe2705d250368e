"""Faults of volumes whose numbers for planes, rows and columns stand for one another."""

from __future__ import annotations

import dataclasses
from itertools import product
from typing import TYPE_CHECKING, Any

from cnncheck.faults.declaring.table import about, listed
from cnncheck.faults.in_options.wrong_options import (
    OF_ANOTHER,
    filling_at,
    in_both,
    in_every_manner,
    option_faults,
    places_of,
)
from cnncheck.faults.parts.plans import replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.in_options.option_mistakes import Mistakes, Wrong
    from cnncheck.faults.parts.changes import Change
    from cnncheck.faults.parts.plans import Plan
    from cnncheck.operators import Operator

HINT = "The numbers are (depth, vertical, horizontal): follow each to where it is used."

KINDS = ("per_axis", "taps")
"""Of parameters with a number for each axis."""

ORDERS = {
    "planes-and-rows": ("hdw", "those of the planes and of the rows are exchanged"),
    "planes-and-columns": ("whd", "those of the planes and of the columns are exchanged"),
    "turned-forwards": ("wdh", "each is used for the next axis, and the last for the planes"),
    "turned-backwards": ("hwd", "each is used for the axis before, and the first for the columns"),
    "rows-for-all": ("hhh", "that of the rows is used along all axes"),
    "planes-for-all": ("ddd", "that of the planes is used along all axes"),
    "columns-for-all": ("www", "that of the columns is used along all axes"),
    "rows-for-planes": ("hhw", "that of the rows is used for the planes"),
    "columns-for-planes": ("whw", "that of the columns is used for the planes"),
    "planes-for-rows": ("ddw", "that of the planes is used for the rows"),
    "columns-for-rows": ("dww", "that of the columns is used for the rows"),
    "planes-for-columns": ("dhd", "that of the planes is used for the columns"),
    "rows-for-columns": ("dhh", "that of the rows is used for the columns"),
}
"""Which axis's number planes, rows and columns take, and what that is called."""


def turned_axes(operator: Operator, *, counts: bool) -> Iterator[Row]:
    """Yield the faults of numbers that are used for other axes.

    Parameters
    ----------
    operator : Operator
    counts : bool
        Whether the pass counts its windows itself.
    """
    told_apart = (e for e in operator.parameters if e.fields and e.kind in KINDS and not e.follows)
    for parameter in told_apart:
        for (name, (order, told)), (where, (in_where, made)) in product(
            ORDERS.items(), places_of(counts=counts).items()
        ):
            sentence = f"of the numbers of {parameter.name} {told}{in_where}"
            wrong = _numbers_of_another(parameter.fields)
            change, whole = (_taken(order, it(wrong)) for it in (made, in_both))
            filling = filling_at(where, change, whole)
            named = f"{parameter.name}-{name}{where}"
            row = in_every_manner(named, sentence, change, counts, filling)
            yield from listed(about(HINT, row), option=parameter.name if parameter.rare else "")


def _numbers_of_another(fields: tuple[str, ...]) -> Wrong:
    return lambda own, other: replace(own, **{field: getattr(other, field) for field in fields})


def _taken(order: str, wrong: Wrong) -> Change:
    def changed(plan: Plan) -> Plan:
        axes: dict[str, Any] = {
            name: wrong(getattr(plan, name), getattr(plan, source))
            for name, source in zip("dhw", order, strict=True)
            if name != source
        }
        return replace(plan, **axes)

    return changed


def plane_options(mistakes: Mapping[str, Mistakes], *, counts: bool) -> Iterator[Row]:
    """Yield the faults of what a volume's planes are told, but of what another axis is told.

    Parameters
    ----------
    mistakes, counts
        As of `option_faults`.
    """
    alone = {
        option: dataclasses.replace(
            its, ways={name: way for name, way in its.ways.items() if name not in OF_ANOTHER}
        )
        for option, its in mistakes.items()
    }
    yield from option_faults(
        alone, counts=counts, axes={"depth": ("the {} of the planes", _on_planes)}
    )


def _on_planes(plan: Plan, wrong: Wrong) -> Plan:
    return replace(plan, d=plan.d and wrong(plan.d, plan.h))
