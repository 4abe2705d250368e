"""Faults of volumes whose numbers for planes, rows and columns stand for one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnncheck.faults.plans import replace
from cnncheck.faults.table import about, listed
from cnncheck.faults.wrong_options import in_every_manner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.faults.changes import Change
    from cnncheck.faults.plans import Plan
    from cnncheck.faults.table import Row
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
        for name, (order, told) in ORDERS.items():
            sentence = f"of the numbers of {parameter.name} {told}"
            change = _taken(order, parameter.fields, counts=counts)
            row = in_every_manner(f"{parameter.name}-{name}", sentence, change, counts)
            yield from listed(about(HINT, row), option=parameter.name if parameter.rare else "")


def _taken(order: str, fields: tuple[str, ...], *, counts: bool) -> Change:
    def changed(plan: Plan) -> Plan:
        axes: dict[str, Any] = {}
        for name, source in zip("dhw", order, strict=True):
            own, other = getattr(plan, name), getattr(plan, source)
            axis = replace(own, **{field: getattr(other, field) for field in fields})
            axes[name] = axis.fitted() if counts else axis
        return replace(plan, **axes)

    return changed
