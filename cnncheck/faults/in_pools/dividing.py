"""Faults of windows that share an image among them: where each begins and ends, and which way it goes.

Window i of O has the pixels floor(i L / O) to ceil((i + 1) L / O) of L, the end excluded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.faults.declaring.table import about, plan
from cnncheck.faults.parts.changes import both, columns, rows, setting
from cnncheck.faults.parts.plans import Axis, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Change, OnAxis
    from cnncheck.faults.parts.plans import Plan

    Ends = Callable[[int, int, int], tuple[int, int]]
    """Where window i begins and ends, of its number, the length, and how many there are."""

BEGINS = "Window i begins at floor(i * L / O): try lengths that O does not divide."
ENDS = "Window i ends before ceil((i + 1) * L / O): try lengths that O does not divide."
LENGTHS = "Windows are not all as long as one another where O does not divide L, and some overlap."
SIZES = "output_size is (height, width): follow each number to where it is used."


def _up(i: int, L: int, O: int) -> int:
    return -(-i * L // O)


def _near(i: int, L: int, O: int) -> int:
    return round(i * L / O)


def _parted(i: int, L: int, O: int) -> int:
    """Return where part i begins if the first parts have what is left over."""
    return i * (L // O) + min(i, L % O)


def _spread(i: int, L: int, O: int) -> int:
    return i * (L - -(-L // O)) // max(O - 1, 1)


# fmt: off
WRONG: Mapping[str, tuple[str, str, Ends]] = {
    "begins-rounded-up": (BEGINS, "windows begin at i * L / O rounded up", lambda i, L, O: (_up(i, L, O), _up(i + 1, L, O))),
    "ends-rounded-down": (ENDS, "windows end at (i + 1) * L / O rounded down", lambda i, L, O: (i * L // O, (i + 1) * L // O)),
    "rounding-exchanged": (BEGINS, "windows begin at i * L / O rounded up, and end at (i + 1) * L / O rounded down", lambda i, L, O: (_up(i, L, O), (i + 1) * L // O)),
    "begins-rounded": (BEGINS, "windows begin at the pixel that is nearest to i * L / O", lambda i, L, O: (_near(i, L, O), _up(i + 1, L, O))),
    "ends-rounded": (ENDS, "windows end at the pixel that is nearest to (i + 1) * L / O", lambda i, L, O: (i * L // O, _near(i + 1, L, O))),
    "both-rounded": (BEGINS, "windows begin and end at the pixels that are nearest to i * L / O and (i + 1) * L / O", lambda i, L, O: (_near(i, L, O), _near(i + 1, L, O))),
    "end-included": (ENDS, "the pixel at ceil((i + 1) * L / O) is taken to be in window i", lambda i, L, O: (i * L // O, _up(i + 1, L, O) + 1)),
    "end-one-beyond-floor": (ENDS, "windows end one behind floor((i + 1) * L / O), whether or not that is whole", lambda i, L, O: (i * L // O, (i + 1) * L // O + 1)),
    "end-one-early": (ENDS, "the last pixel of each window is left out", lambda i, L, O: (i * L // O, _up(i + 1, L, O) - 1)),
    "as-long-as-floor": (LENGTHS, "all windows have floor(L / O) pixels", lambda i, L, O: (i * L // O, i * L // O + L // O)),
    "as-long-as-ceil": (LENGTHS, "all windows have ceil(L / O) pixels", lambda i, L, O: (i * L // O, i * L // O + -(-L // O))),
    "steps-of-floor": (LENGTHS, "windows of floor(L / O) pixels lie side by side, and the rest is left out", lambda i, L, O: (i * (L // O), (i + 1) * (L // O))),
    "steps-of-ceil": (LENGTHS, "windows of ceil(L / O) pixels lie side by side, as far as there are pixels", lambda i, L, O: (i * -(-L // O), (i + 1) * -(-L // O))),
    "regular": (LENGTHS, "windows of L - (O - 1) * floor(L / O) pixels are floor(L / O) apart, as those of a usual pooling", lambda i, L, O: (i * (L // O), i * (L // O) + L - (O - 1) * (L // O))),
    "last-has-the-rest": (LENGTHS, "windows have floor(L / O) pixels, and the last one those that are left over", lambda i, L, O: (i * (L // O), (i + 1) * (L // O) if i < O - 1 else L)),
    "first-have-the-rest": (LENGTHS, "the first windows have the pixels that are left over, as of np.array_split", lambda i, L, O: (_parted(i, L, O), _parted(i + 1, L, O))),
    "from-edge-to-edge": (BEGINS, "windows of ceil(L / O) pixels are spread evenly from the first pixel to the last", lambda i, L, O: (_spread(i, L, O), _spread(i, L, O) + -(-L // O))),
}
# fmt: on
"""What the hint is, what is done along an axis, and where its windows are then."""


def _placed(ends: Ends) -> OnAxis:
    """Place windows otherwise, each cut off where the image ends."""

    def change(axis: Axis) -> Axis:
        L, O = axis.length, axis.count
        told = (ends(i, L, O) for i in range(O))
        cut = ((min(max(first, 0), L), min(end, L)) for first, end in told)
        return with_spans(axis, tuple((first, max(end - first, 0)) for first, end in cut))

    return change


def with_spans(axis: Axis, spans: tuple[tuple[int, int], ...]) -> Axis:
    """Return an axis with other windows."""
    return replace(axis, spans=spans, count=len(spans), kernel=max(size for _, size in spans))


def _filled(change: Change) -> Change:
    """Fail where a window is left without a pixel."""

    def changed(it: Plan) -> Plan:
        wrong = change(it)
        if any(not size for axis in wrong.axes for _, size in axis.spans):
            raise ValueError("zero-size array to reduction operation which has no identity")
        return wrong

    return changed


def _with_a_pixel(it: Axis, wrong: Axis) -> Axis:
    """Give every window one pixel at least."""
    least = ((min(first, it.length - 1), max(size, 1)) for first, size in wrong.spans)
    return with_spans(wrong, tuple(least))


def _manners(ends: Ends, on: Callable[[OnAxis], Change]) -> Iterator[Change]:
    """Yield the ways of placing windows wrongly: what becomes of one without a pixel, and where it is done."""
    placed = _placed(ends)
    yield on(placed)
    yield _filled(on(placed))
    yield on(lambda axis: _with_a_pixel(axis, placed(axis)))
    yield on(lambda axis: placed(axis) if axis.count <= axis.length else axis)


def shares() -> Iterator[Row]:
    """Yield the faults of where windows begin and end, along all axes."""
    for name, (hint, sentence, ends) in WRONG.items():
        yield from about(hint, plan(f"windows-{name}", sentence, *_manners(ends, both)))


def shares_along_one() -> Iterator[Row]:
    """Yield those along one axis alone."""
    for name, (hint, sentence, ends) in WRONG.items():
        for which, on in (("rows", rows), ("columns", columns)):
            told = f"of the {which}, {sentence}"
            yield from about(hint, plan(f"{which}-windows-{name}", told, *_manners(ends, on)))


def _divided(axis: Axis, count: int, length: int = 0) -> Axis:
    """Share an axis among so many windows, perhaps as if it were of another length."""
    its = Axis.divided(length or axis.length, count).spans
    cut = ((min(first, axis.length), min(first + size, axis.length)) for first, size in its)
    return with_spans(axis, tuple((first, end - first) for first, end in cut))


def _sized(counts: Callable[[Plan], tuple[int, int]]) -> Change:
    def change(it: Plan) -> Plan:
        high, wide = counts(it)
        return replace(it, h=_divided(it.h, high), w=_divided(it.w, wide))

    return change


def _of_other_length(it: Plan) -> Plan:
    h, w = _divided(it.h, it.h.count, it.w.length), _divided(it.w, it.w.count, it.h.length)
    return replace(it, h=h, w=w)


def _of_height(it: Plan) -> Plan:
    return replace(it, w=_divided(it.w, it.w.count, it.h.length))


def _of_width(it: Plan) -> Plan:
    return replace(it, h=_divided(it.h, it.h.count, it.w.length))


def axes_exchanged(*, counts: bool) -> Iterator[Row]:
    """Yield the faults in which one direction's length or number of windows stands for the other's.

    Parameters
    ----------
    counts : bool
        Whether the function says itself how many windows there are.
    """
    # fmt: off
    if counts:
        yield from about(SIZES,
            plan("output-size-swapped", "the height and the width of the output are exchanged", _sized(lambda it: (it.w.count, it.h.count))),
            plan("output-size-first-for-both", "the height of the output is used in both directions", _sized(lambda it: (it.h.count, it.h.count))),
            plan("output-size-last-for-both", "the width of the output is used in both directions", _sized(lambda it: (it.w.count, it.w.count))))
    yield from about(SIZES,
        plan("lengths-exchanged", "the height and the width of the image are exchanged where windows are placed", _of_other_length, _filled(_of_other_length)),
        plan("height-for-both", "the height of the image is used to place windows in both directions", _of_height, _filled(_of_height)),
        plan("width-for-both", "the width of the image is used to place windows in both directions", _of_width, _filled(_of_width)))
    # fmt: on


def shifted() -> Iterator[Row]:
    """Yield the faults of windows that are all a pixel off."""
    for name, told, by in (("late", "late", 1), ("early", "early", -1)):
        yield from about(
            BEGINS,
            plan(
                f"windows-one-{name}",
                f"all windows are one pixel too {told}, as far as there are pixels",
                both(setting(shift=by)),
                edges=("zero", "skip"),
            ),
        )


def windows(*, counts: bool) -> Iterator[Row]:
    """Yield the faults of windows that divide an image, whatever is made of them."""
    yield from shares()
    yield from axes_exchanged(counts=counts)
    yield from shifted()
