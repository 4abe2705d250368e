"""What is taken for the number of an option, of strides, dilations, paddings and the sides of windows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cnncheck.faults.parts.plans import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cnncheck.faults.parts.plans import Axis

    Wrong = Callable[[Axis, Axis], Axis]
    """What stands for an axis, of it and the other one."""


@dataclass(frozen=True, slots=True)
class Mistakes:
    """How an option with a number for each axis is taken for something else.

    Attributes
    ----------
    hint : str
    ways : mapping of str to tuple
        By the end of the fault's name, what is done, in words, and to an axis.
    pads : bool
        Whether it is a number of pixels around the image.
    seen_by_size : bool
        Whether it is one thing in the size of the output and another where windows are placed.
    in_size : mapping of str to str
        Of ways that come to nothing but another size, what that may be besides.
    goes_beyond : frozenset of str
        Ways by which a window may begin behind the image, so that nothing is left of it.
    """

    hint: str
    ways: Mapping[str, tuple[str, Wrong]]
    pads: bool = False
    seen_by_size: bool = True
    in_size: Mapping[str, str] = field(default_factory=dict)
    goes_beyond: frozenset[str] = frozenset()


def _of_two(field: str, told: str) -> Mapping[str, tuple[str, Wrong]]:
    """Take the smaller, or the larger, of an option's two numbers."""

    def taken(of: Callable[..., int]) -> Wrong:
        return lambda axis, other: replace(
            axis, **{field: of(getattr(axis, field), getattr(other, field))}
        )

    return {
        "smaller-of-two": (f"is the smaller of the two {told}", taken(min)),
        "larger-of-two": (f"is the larger of the two {told}", taken(max)),
    }


def _padded(of: Callable[[int, int], tuple[int, int]]) -> Wrong:
    """Put other numbers of pixels before and behind the image."""

    def wrong(axis: Axis, _: Axis) -> Axis:
        before, after = of(axis.before, axis.after)
        return replace(axis, before=before, after=after)

    return wrong


STEPS = Mistakes(
    "Follow each number of stride to where it is used: in the size of the output, and in the taps.",
    {
        "ignored": ("is taken to be 1", lambda axis, _: replace(axis, stride=1)),
        "other": (
            "is that of the other direction",
            lambda axis, other: replace(axis, stride=other.stride),
        ),
        "kernel": ("is the kernel's size", lambda axis, _: replace(axis, stride=axis.kernel)),
        "of-taps": (
            "is a step from tap to tap, not from window to window",
            lambda axis, _: replace(axis, stride=1, dilation=axis.dilation * axis.stride),
        ),
        "of-taps-too": (
            "is a step from tap to tap as well",
            lambda axis, _: replace(axis, dilation=axis.dilation * axis.stride),
        ),
        "one-more": (
            "is one more than asked",
            lambda axis, _: replace(axis, stride=axis.stride + 1),
        ),
        **_of_two("stride", "strides"),
    },
    goes_beyond=frozenset({"other", "kernel", "one-more", "larger-of-two"}),
)
SPREAD = Mistakes(
    "Follow each number of dilation to where it is used: in the size of the output, and in the taps.",
    {
        "other": (
            "is that of the other direction",
            lambda axis, other: replace(axis, dilation=other.dilation),
        ),
        **_of_two("dilation", "dilations"),
    },
)
AROUND = Mistakes(
    "Follow each number of padding to where it is used: in the size, and where X is padded.",
    {
        "ignored": ("is not applied", _padded(lambda *_: (0, 0))),
        "other": (
            "is that of the other direction",
            lambda axis, other: replace(axis, before=other.before, after=other.after),
        ),
        "doubled": (
            "is twice what is asked",
            _padded(lambda before, after: (2 * before, 2 * after)),
        ),
        "one-more": (
            "is one more than asked",
            _padded(lambda before, after: (before + (before > 0), after + (after > 0))),
        ),
        "one-less": (
            "is one less than asked",
            _padded(lambda before, after: (max(before - 1, 0), max(after - 1, 0))),
        ),
        "before": ("is added before the image only", _padded(lambda before, _: (before, 0))),
        "after": ("is added behind the image only", _padded(lambda _, after: (0, after))),
        "all-before": (
            "is all before the image, twice as much, and none behind it",
            _padded(lambda before, after: (before + after, 0)),
        ),
        "all-behind": (
            "is all behind the image, twice as much, and none before it",
            _padded(lambda before, after: (0, before + after)),
        ),
        "halved": (
            "is half of what is asked",
            _padded(lambda before, after: (before // 2, after // 2)),
        ),
        "capped": ("is at most 1", _padded(lambda *sides: (min(sides[0], 1), min(sides[1], 1)))),
        "half-a-kernel": (
            "is half of the kernel's size whatever is asked",
            lambda axis, _: replace(
                axis, before=(axis.kernel - 1) // 2, after=(axis.kernel - 1) // 2
            ),
        ),
        "one": ("is 1 whatever is asked", _padded(lambda *_: (1, 1))),
        "smaller-of-two": (
            "is the smaller of the two paddings",
            lambda axis, other: replace(
                axis, before=min(axis.before, other.before), after=min(axis.after, other.after)
            ),
        ),
        "larger-of-two": (
            "is the larger of the two paddings",
            lambda axis, other: replace(
                axis, before=max(axis.before, other.before), after=max(axis.after, other.after)
            ),
        ),
    },
    pads=True,
    in_size={"before": ", or counted once in the size of the output", "after": ""},
)


def sides_and(step: str) -> Mistakes:
    """Return how the sides of a window are taken for something else, and for the step, so called."""
    return Mistakes(
        "Follow each number of the window's size to where it is used.",
        {
            "other": (
                "is that of the other direction",
                lambda axis, other: replace(axis, kernel=other.kernel),
            ),
            step: (f"is the {step}", lambda axis, _: replace(axis, kernel=axis.stride)),
            "larger": (
                "is one pixel too large",
                lambda axis, _: replace(axis, kernel=axis.kernel + 1),
            ),
            "smaller": (
                "is one pixel too small",
                lambda axis, _: replace(axis, kernel=max(axis.kernel - 1, 1)),
            ),
        },
        seen_by_size=False,
    )
