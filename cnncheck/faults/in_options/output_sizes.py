"""Faults of the output's size, made for every formula by which people compute it."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from cnncheck.faults.declaring.table import Row, about
from cnncheck.faults.in_options.wrong_options import in_every_manner
from cnncheck.faults.parts.changes import both, columns, copied, into_zeros, rows
from cnncheck.faults.parts.plans import replace
from cnncheck.faults.parts.ways import Way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.parts.changes import Change, OnAxis
    from cnncheck.faults.parts.plans import Axis, Plan

SIZE = "OH = 1 + floor((H + 2 ph - KH) / sh), and OW likewise."

NONE = -(10**9)
"""The least count of code that lets a size be negative."""

LINES = {
    "": ("size", "rows and columns"),
    "-of-rows": ("number of rows", "rows"),
    "-of-columns": ("number of columns", "columns"),
}
"""By the end of a fault's name, what is counted wrongly, and what is computed of the output."""

RIGHT = {(1, 0, 1, False), (1, 1, 0, True)}
"""Formulas that are two ways of writing the right one."""


def size_faults() -> Iterator[Row]:
    """Yield the faults whose output is of another size, computed by another formula."""
    yield from about(SIZE, *_other_sizes())


def _other_sizes() -> Iterator[Row]:
    on = {"": both, "-of-rows": rows, "-of-columns": columns}
    which = {where: size for where, (size, _) in LINES.items()}
    for kernel, plus, one, up in sorted({*product((0, 1), (0, 1), (0, 1), (False, True))} - RIGHT):
        less = " - kernel" * kernel + " + 1" * plus
        rounded = "rounded up" if up else "rounded down"
        for where, place in on.items():
            formula = f"(input{less}) / stride, {rounded}{', plus 1' * one}"
            name = f"by{'-less-kernel' * kernel}{'-plus-one' * plus}-{rounded.replace(' ', '-')}{'-and-one' * one}{where}"
            for least, named in ((NONE, name), (1, f"{name}-at-least-one")):
                change = place(_counted(kernel, plus, one, up, least))
                yield from _counted_or_filled(named, f"is {formula}", where, change)
    for where, place in on.items():
        told = "is (input - kernel) / stride + 1, rounded to the nearest"
        for half, to_half in (("", _to_even), ("-half-up", _half_up)):
            yield from _counted_or_filled(f"to-nearest{half}{where}", told, where, place(to_half))
    for where, place in on.items():
        sentence = (
            f"the image is cut to the output's {which[where]} times the stride before windows are taken, "
            "so the last ones are lost"
        )
        yield in_every_manner(f"size-of-cut-image{where}", sentence, place(_cut_first), True)
    for name, of, source in (("columns", "height", "h"), ("rows", "width", "w")):
        where, told = f"-of-{name}", f"is computed from the {of}"
        change = copied(source, "count")(False)
        yield from _counted_or_filled(f"{name}-by-{of}", told, where, change)
        part = columns if source == "h" else rows
        for field, whose in (("length", "image"), ("padded", "padded image"), ("kernel", "kernel")):
            named = f"{name}-by-{of}-of-{whose.replace(' ', '-')}"
            change = _counted_by(part, source, field)
            yield from _counted_or_filled(named, f"{told} of the {whose}", where, change)


def _counted_or_filled(name: str, told: str, where: str, change: Change) -> Iterator[Row]:
    """Yield the fault of a size, and that of code that fills zeros of the right size as far as that."""
    size, several = LINES[where]
    yield in_every_manner(f"size-{name}", f"the output's {size} {told}", change, True, ())
    sentence = f"the number of {several} that are computed {told}; where that is too small the others stay zero"
    yield Row(
        f"filled-{name}",
        sentence,
        lambda right: [Way(right, change=change, edge="zero", then=into_zeros)],
    )


def _counted_by(part: Callable[[OnAxis], Change], source: str, field: str) -> Change:
    """Count along one axis with a length of the other."""

    def changed(plan: Plan) -> Plan:
        length = getattr(getattr(plan, source), field)

        def counted(axis: Axis) -> Axis:
            if field == "padded":
                its = replace(axis, length=length - axis.before - axis.after)
            else:
                its = replace(axis, **{field: length})
            return replace(axis, count=its.fitted().count)

        return part(counted)(plan)

    return changed


def _to_even(axis: Axis) -> Axis:
    """Round as Python does, halves to the even number."""
    return replace(axis, count=round((axis.padded - axis.span) / axis.stride) + 1)


def _half_up(axis: Axis) -> Axis:
    return replace(
        axis, count=(2 * (axis.padded - axis.span) + axis.stride) // (2 * axis.stride) + 1
    )


def _cut_first(axis: Axis) -> Axis:
    """Count the windows in as many pixels as the strides to all of them span."""
    room = min(axis.count * axis.stride, axis.padded) - axis.span
    return replace(axis, count=max(room // axis.stride + 1, 1))


def _counted(kernel: int, plus: int, one: int, up: bool, least: int) -> OnAxis:
    def counted(axis: Axis) -> Axis:
        room = axis.padded - kernel * axis.kernel + plus
        count = (-(-room // axis.stride) if up else room // axis.stride) + one
        return replace(axis, count=max(count, least))

    return counted
