"""Faults of padding that is not the same before an image and behind it, in all passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.faults.declaring.table import about, listed, plan
from cnncheck.faults.parts.plans import Axis, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from cnncheck.faults.declaring.fault import Named
    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Change
    from cnncheck.faults.parts.plans import Plan
    from cnncheck.operators.parameter import Parameter

    Amounts = Callable[[Axis], tuple[int, int]]
    """What an axis has before the image and behind it instead."""

    Then = Callable[[Axis, Axis], Axis]
    """What follows from other amounts, of the axis before and after the change."""

SIDES = "padding is [before, behind] for each axis: follow both numbers to where they are used."
SAME = "Of an odd number of zeros same and same_upper put the odd one behind, same_lower before."
TOTAL = "(ceil(H / sh) - 1) * sh + dh * (KH - 1) + 1 - H zeros make ceil(H / sh) windows."

# fmt: off
_ADDED: Mapping[str, tuple[str, str, Amounts]] = {
    "half-before": (SAME, "half of what is to be added is added before the image, rounded down", lambda axis: (_half(axis), _half(axis, 1))),
    "half-before-rounded-up": (SAME, "half of what is to be added is added before the image, rounded up", lambda axis: (_half(axis, 1), _half(axis))),
    "exchanged": (SAME, "what is added before the image and what is added behind it are exchanged", lambda axis: (axis.after, axis.before)),
    "before-for-both": (SIDES, "as much is added behind the image as before it", lambda axis: (axis.before, axis.before)),
    "behind-for-both": (SIDES, "as much is added before the image as behind it", lambda axis: (axis.after, axis.after)),
    "behind-ignored": (SIDES, "nothing is added behind the image", lambda axis: (axis.before, 0)),
    "before-ignored": (SIDES, "nothing is added before the image", lambda axis: (0, axis.after)),
    "all-before": (SIDES, "all that is to be added is added before the image", lambda axis: (axis.before + axis.after, 0)),
    "all-behind": (SIDES, "all that is to be added is added behind the image", lambda axis: (0, axis.before + axis.after)),
    "odd-one-lost": (SAME, "of an odd amount half is added on each side, and the odd one nowhere", lambda axis: (_half(axis), _half(axis))),
    "odd-one-twice": (SAME, "of an odd amount half is added on each side, and the odd one on both", lambda axis: (_half(axis, 1), _half(axis, 1))),
    "larger-for-both": (SIDES, "the larger of the two amounts is added on both sides", lambda axis: (max(axis.before, axis.after),) * 2),
    "smaller-for-both": (SIDES, "the smaller of the two amounts is added on both sides", lambda axis: (min(axis.before, axis.after),) * 2),
    "one-more-behind": (SIDES, "one more is added behind the image than asked", lambda axis: (axis.before, axis.after + 1)),
    "one-less-behind": (SIDES, "one less is added behind the image than asked", lambda axis: (axis.before, max(axis.after - 1, 0))),
}
"""Where the function says how many windows there are: the hint, the sentence, and what is added."""

_BEHIND = {"before-for-both", "behind-ignored", "one-more-behind", "one-less-behind"}
"""Those that leave what is added before the image as it is."""

_PLACED: Mapping[str, tuple[str, str, Amounts]] = {
    "exchanged": _ADDED["exchanged"],
    "before-ignored": (SIDES, "nothing is taken to be added before the image", lambda axis: (0, _total(axis))),
    "all-before": (SIDES, "all that is added is taken to be before the image", lambda axis: (_total(axis), 0)),
    "half-before": (SAME, "half of what is added is taken to be before the image, rounded down", lambda axis: (_half(axis), _half(axis, 1))),
    "half-before-rounded-up": (SAME, "half of what is added is taken to be before the image, rounded up", lambda axis: (_half(axis, 1), _half(axis))),
    "larger-before": (SIDES, "the larger of the two amounts is taken to be before the image", lambda axis: (max(axis.before, axis.after), min(axis.before, axis.after))),
    "smaller-before": (SIDES, "the smaller of the two amounts is taken to be before the image", lambda axis: (min(axis.before, axis.after), max(axis.before, axis.after))),
}
"""Where it is told how many windows there are: what they read depends on what is before the image."""
# fmt: on


_HALVES = ("sides-half-before", "sides-half-before-rounded-up")


def least_said(found: Sequence[Named]) -> list[Named]:
    """Return faults without those that say more of padding's two sides than can be known.

    Of the amounts that a word stands for, what is behind the image shows nowhere if there are as
    many windows as there should be: where a half before it explains all, no more is said.
    """
    halves = [way.fault.option for way in found if way.fault.id.endswith(_HALVES)]
    return [
        way for way in found if way.fault.option not in halves or way.fault.id.endswith(_HALVES)
    ]


def as_it_is(_: Axis, changed: Axis) -> Axis:
    """Have as many windows as before."""
    return changed


def counted(_: Axis, changed: Axis) -> Axis:
    """Have as many windows as then fit."""
    return changed.fitted()


def longer(axis: Axis, changed: Axis) -> Axis:
    """Cut other amounts off the output of a transposed layer, which is longer or shorter then."""
    return replace(changed, length=axis.padded - changed.before - changed.after)


def _as_large(axis: Axis, changed: Axis) -> Axis:
    """Have as much around the image as before, and so the same windows."""
    return replace(changed, after=axis.before + axis.after - changed.before)


def sided(
    behind: Parameter, *thens: Then, without: Collection[str] = (), reads: bool = False
) -> tuple[Row, ...]:
    """Return the faults of a pass.

    Parameters
    ----------
    behind : Parameter
        The amounts behind the image.
    thens : callable
        What may follow from a change, each a manner of its own; none where the pass is told how
        many windows there are.
    without : collection of str
        Those that the pass has by another name.
    reads : bool
        Whether its windows read the image, so that amounts that follow from the shapes are those
        that make as many windows as the image has strides.
    """
    told = _ADDED if thens else _PLACED
    ways = thens or (_as_large,)
    rows = [
        about(hint, *_rows(name, sentence, [_with(amounts, then) for then in _showing(name, ways)]))
        for name, (hint, sentence, amounts) in told.items()
        if name not in without
    ]
    order = (
        "amounts in the order top, left, bottom, right are taken in that of top, bottom, left, right, or the other way "
        "round, in the vertical and the horizontal direction"
    )
    rows.append(
        about(SIDES, *_rows("in-another-order", order, [_in_another_order(then) for then in ways]))
    )
    if reads:
        rows += [
            about(TOTAL, *_rows(name, sentence, [_with(amounts, then) for then in ways]))
            for name, sentence, amounts in _COMPUTED
        ]
    return listed(*rows, option=behind.name)


def _showing(name: str, thens: Sequence[Then]) -> Sequence[Then]:
    """Return what may follow and can be seen: the same windows read the same where only what is behind changes."""
    seen = [then for then in thens if then is not as_it_is or name not in _BEHIND]
    return seen or thens


def _rows(name: str, sentence: str, changes: list[Change]) -> Iterator[Row]:
    yield plan(f"sides-{name}", sentence, *changes, edges=("raise", "zero"))


def _with(amounts: Amounts, then: Then) -> Change:
    def along(axis: Axis, more: int) -> Axis:
        before, after = amounts(replace(axis, after=axis.after + more))
        return then(axis, replace(axis, before=before, after=after - more))

    return with_more(along)


def with_more(along: Callable[[Axis, int], Axis]) -> Change:
    """Change every axis in view of what a transposed layer's output is longer at its end."""

    def change(it: Plan) -> Plan:
        more = iter(it.reduction.more or (0,) * len(it.axes))
        d = it.d and along(it.d, next(more))
        h, w = next(more), next(more)
        return replace(it, d=d, h=it.h if it.flat else along(it.h, h), w=along(it.w, w))

    return change


def _in_another_order(then: Then) -> Change:
    def change(it: Plan) -> Plan:
        h = replace(it.h, after=it.w.before)
        w = replace(it.w, before=it.h.after)
        return replace(it, h=then(it.h, h), w=then(it.w, w))

    return change


def _total(axis: Axis) -> int:
    return axis.before + axis.after


def _half(axis: Axis, more: int = 0) -> int:
    return (_total(axis) + more) // 2


def _halves(total: int, axis: Axis) -> tuple[int, int]:
    less, more = total // 2, total - total // 2
    return (more, less) if axis.before > axis.after else (less, more)


def _unstrided(axis: Axis) -> tuple[int, int]:
    return _halves(axis.span - 1, axis)


def _dense(axis: Axis) -> tuple[int, int]:
    steps = (-(-axis.length // axis.stride) - 1) * axis.stride
    return _halves(max(steps + axis.kernel - axis.length, 0), axis)


_COMPUTED: tuple[tuple[str, str, Amounts], ...] = (
    ("without-stride", "same amounts are computed as if the stride were 1", _unstrided),
    ("without-dilation", "same amounts are computed as if taps were neighbours", _dense),
)
