"""What probably to look at, from the look of a wrong answer alone.

These are first pointers, worded as such. Each is one predicate and one sentence; the first that
holds is given. They never decide an outcome.
"""

from __future__ import annotations

from itertools import chain, combinations
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.dtypes import INTEGERS, finfo, is_floating

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.operators.problem import Array


ROUNDINGS = 200.0
"""Units in the last place, of the largest value, up to which a difference is called rounding."""


LENGTH = "look at how the output length is rounded, and at its +1"
"""Either is off by one; which of them it is does not show in a shape."""


def shape_hint(got: tuple[int, ...], expected: tuple[int, ...]) -> str:
    """Say what a wrong shape looks like."""
    if len(got) != len(expected):
        return f"the result must have {len(expected)} axes, it has {len(got)}"
    if sorted(got) == sorted(expected):
        return "the same lengths in another order: look for swapped axes"
    off = [axis for axis, pair in enumerate(zip(got, expected, strict=True)) if pair[0] != pair[1]]
    differences = {got[axis] - expected[axis] for axis in off}
    names = " and ".join(f"axis {axis}" for axis in off)
    if differences == {1}:
        return f"one too many along {names}: {LENGTH}"
    if differences == {-1}:
        return f"one too few along {names}: {LENGTH}"
    return f"look at how the length of {names} follows from padding, kernel and stride"


def dtype_hint(got: str, expected: str, values_agree: bool) -> str:
    """Say how a wrong dtype comes about, and whether it is all that is wrong."""
    verdict = "the values agree" if values_agree else "the values differ too"
    if expected in INTEGERS:
        cause = f"sums of integers are {expected}: add up in it, and return them as they are"
    elif got == "float64":
        cause = "np.zeros and np.empty make float64 unless told dtype=X.dtype"
    else:
        cause = f"look for where {expected} becomes {got}"
    return f"{verdict}; {cause}"


def value_hint(
    got: Array,
    expected: Array,
    wrong: Array,
    *,
    finite: bool = True,
    multiplies: bool = True,
) -> str:
    """Say what wrong values look like; empty where nothing stands out.

    Parameters
    ----------
    got, expected : arrays of one shape
    wrong : bool array
        Where they differ by more than is allowed.
    finite : bool, optional
        Whether all that was handed over was numbers.
    multiplies : bool, optional
        Whether the right values are sums of products, so that another algorithm rounds otherwise.
    """
    values = got.astype(np.float64)
    if _unexpected_nan(values, expected, wrong):
        return UNWRITTEN if finite else SPREAD
    eps = float(finfo(got.dtype).eps) if is_floating(got.dtype) else 0.0
    if _small(values, expected, wrong, ROUNDINGS * eps):
        return ROUNDED if multiplies else MOVED
    if got.dtype.kind in "iu" and _off_by_one(values, expected, wrong):
        return CUT_OFF
    for looks_so, sentence in _LOOKS:
        if looks_so(values, expected, wrong):
            return sentence
    return ""


UNWRITTEN = (
    "NaN where a number belongs, though all inputs are numbers: is every element written "
    "(np.empty), and nothing divided by 0?"
)
SPREAD = (
    "NaN where a number belongs: 0 * inf is NaN, so multiplying by a mask does not leave out what "
    "it should"
)
ROUNDED = (
    "differences of the size of rounding: if this is Winograd or FFT, say --algorithm winograd or "
    "--algorithm fft"
)
CUT_OFF = "what is wrong is off by 1: is something cut off (astype) that has to be rounded first (np.rint)?"
MOVED = "differences of the size of rounding, where values should only be moved or added"


def _off_by_one(got: Array, expected: Array, wrong: Array) -> bool:
    return bool(wrong.any()) and bool((np.abs(got - expected)[wrong] == 1).all())


def _unexpected_nan(got: Array, expected: Array, _: Array) -> bool:
    return bool((np.isnan(got) & ~np.isnan(expected)).any())


def _lost_nan(got: Array, expected: Array, wrong: Array) -> bool:
    return bool(wrong.any()) and bool(np.isnan(expected[wrong]).all())


def _all_zero(got: Array, expected: Array, _: Array) -> bool:
    return not got.any()


def _constant(got: Array, expected: Array, _: Array) -> bool:
    return got.size > 1 and bool((got == got.flat[0]).all())


def _negated(got: Array, expected: Array, _: Array) -> bool:
    return np.array_equal(got, -expected)


def _scaled(got: Array, expected: Array, _: Array) -> bool:
    usable = np.isfinite(expected) & (expected != 0) & np.isfinite(got)
    if np.count_nonzero(usable) < 2:
        return False
    ratios = got[usable] / expected[usable]
    return bool(np.ptp(ratios) <= 1e-6 * abs(ratios[0])) and abs(ratios[0] - 1) > 1e-3


def _transposed(got: Array, expected: Array, _: Array) -> bool:
    return (
        got.ndim > 3
        and got.shape[-1] == got.shape[-2]
        and got.shape[-1] > 1
        and np.array_equal(got.swapaxes(-2, -1), expected)
    )


def _flipped(got: Array, expected: Array, _: Array) -> bool:
    spatial = range(2, got.ndim)
    some = chain.from_iterable(combinations(spatial, count + 1) for count in range(len(spatial)))
    return any(np.array_equal(np.flip(got, axes), expected) for axes in some)


def _small(got: Array, expected: Array, wrong: Array, share: float = 2e-3) -> bool:
    scale = float(np.abs(expected[np.isfinite(expected)]).max(initial=0.0))
    if not scale or not np.isfinite(got[wrong]).all():
        return False
    return bool((np.abs(got - expected)[wrong] < share * scale).all())


# What follows is said where most of what it speaks of is wrong: two elements that happen to lie in
# the last column, or in the second image, say nothing about columns and images.


def _mostly(wrong: Array) -> bool:
    return wrong.size > 0 and 2 * int(np.count_nonzero(wrong)) > wrong.size


def _cut(array: Array, along: slice) -> tuple[slice, ...]:
    """Return the index that cuts all spatial axes alike."""
    return (slice(None), slice(None), *(along for _ in array.shape[2:]))


def _last_lines(got: Array, expected: Array, wrong: Array) -> bool:
    """Say where the loops seem to end early: a last line is lost, and nothing else."""
    image = wrong.shape[2:]
    if not image or min(image) < 2 or wrong[_cut(wrong, slice(-1))].any():
        return False
    lines = (np.take(wrong, -1, axis) for axis in range(2, wrong.ndim))
    return not got[wrong].any() and any(_mostly(line) for line in lines)


def _border(got: Array, expected: Array, wrong: Array) -> bool:
    if wrong.ndim < 3:
        return False
    within = _cut(wrong, slice(1, -1))
    inner = wrong[within]
    if inner.size == 0 or inner.any():
        return False
    around = wrong.copy()
    around[within] = True
    return 2 * int(np.count_nonzero(~around)) < wrong.size - inner.size


def _first_image(got: Array, expected: Array, wrong: Array) -> bool:
    return wrong.ndim > 2 and len(wrong) > 1 and not wrong[0].any() and _mostly(wrong[1:])


def _later_channels(got: Array, expected: Array, wrong: Array) -> bool:
    return wrong.ndim > 2 and not wrong[:, 0].any() and _mostly(wrong[:, 1:])


NAN_LOST = "a NaN in the input must come through to every output that reads it"

_LOOKS: tuple[tuple[Callable[[Array, Array, Array], bool], str], ...] = (
    (_lost_nan, NAN_LOST),
    (_all_zero, "the result is all zeros"),
    (_constant, "every element has the same value"),
    (_negated, "every value has the wrong sign"),
    (_scaled, "every value is off by the same factor: look for a mean, or a part counted twice"),
    (_transposed, "rows and columns look swapped"),
    (_flipped, "the result looks flipped"),
    (_small, "small differences: look for a narrower dtype on the way"),
    (_last_lines, "only the last row or column is wrong, and 0: look at where the loops end"),
    (_border, "only the border is wrong: look at the padding and at where the loops end"),
    (_first_image, "the first image of the batch is right, later ones are not"),
    (_later_channels, "the first channel is right, later ones are not"),
)
