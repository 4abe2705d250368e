"""What the heat maps of the HTML report are drawn from: a few planes of a wrong result.

The page must stay small however large the arrays are, so only the planes with the most wrong
elements are kept, and of a large plane the part around its worst element. The page says so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.compare.figures import same

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cnncheck.compare.verdict import Evidence


MOST_PLANES = 4
LONGEST_SIDE = 24
MOST_WORST = 8
DIGITS = 6


@dataclass(frozen=True, slots=True, eq=False)
class Errors:
    """A wrong result, element by element, in float64.

    Attributes
    ----------
    got, expected, difference, allowed : ndarray
        All of the result's shape. `difference` is |got - expected|: 0 where both are the same
        NaN or infinity, infinite where only one is finite.
    share : ndarray
        How much of the allowed difference is used; beyond 1 the element is wrong.
    """

    got: NDArray[Any]
    expected: NDArray[Any]
    difference: NDArray[Any]
    allowed: NDArray[Any]
    share: NDArray[Any]

    @property
    def wrong(self) -> NDArray[np.bool_]:
        """Which elements are beyond what is allowed, as `cnncheck.compare.figures` counts them."""
        return np.asarray(self.share > 1.0)


def errors_of(evidence: Evidence) -> Errors:
    """Measure every element of a result that was kept."""
    got = evidence.got.astype(np.float64)
    expected = evidence.expected.astype(np.float64)
    allowed = np.broadcast_to(evidence.allowed, got.shape).astype(np.float64)
    equal = same(got, expected)
    finite = np.isfinite(got) & np.isfinite(expected)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        difference = np.where(equal, 0.0, np.where(finite, np.abs(got - expected), np.inf))
        share = np.where(equal, 0.0, difference / allowed)
    return Errors(got, expected, difference, allowed, share)


def worst_elements(errors: Errors) -> list[dict[str, Any]]:
    """Return the wrong elements that are furthest beyond their bound, the worst first."""
    flat = np.flatnonzero(errors.wrong)
    order = np.lexsort((flat, -errors.difference.flat[flat], -errors.share.flat[flat]))
    rows = []
    for position in flat[order][:MOST_WORST]:
        index = np.unravel_index(position, errors.got.shape)
        rows.append(
            {
                "index": [int(i) for i in index],
                "got": float(errors.got[index]),
                "expected": float(errors.expected[index]),
                "difference": float(errors.difference[index]),
                "allowed": float(errors.allowed[index]),
            }
        )
    return rows


def heat_maps(errors: Errors, cells: int) -> tuple[list[dict[str, Any]], str]:
    """Return the planes to draw, and what is left out in words.

    Parameters
    ----------
    errors : Errors
    cells : int
        Elements that may be written in all, at least 1.

    Returns
    -------
    planes : list of dict
        ``at`` (leading indices), ``rows`` and ``columns`` (first, number shown, length), and
        ``got``, ``expected``, ``difference``, ``allowed``, ``wrong`` in row-major order. A bound
        that is the same everywhere is one number. Numbers that JSON lacks are strings.
    note : str
        Empty when everything is shown. Both are empty for arrays of fewer than two axes.
    """
    shape = errors.got.shape
    if errors.got.ndim < 2 or not errors.got.size:
        return [], ""
    lead, (height, width) = shape[:-2], shape[-2:]
    side = max(1, min(LONGEST_SIDE, math.isqrt(cells)))
    shown = (min(height, side), min(width, side))
    counts = np.count_nonzero(errors.wrong, axis=(-2, -1)).reshape(-1)
    order = [int(p) for p in np.argsort(-counts, kind="stable") if counts[p]]
    most = max(1, min(MOST_PLANES, cells // (shown[0] * shown[1])))
    planes = [
        _plane(errors, tuple(int(i) for i in np.unravel_index(p, lead)), shown)
        for p in order[:most]
    ]
    return planes, _note(len(planes), len(order), shown, (height, width))


def _plane(errors: Errors, at: tuple[int, ...], shown: tuple[int, int]) -> dict[str, Any]:
    difference = np.where(errors.wrong[at], errors.difference[at], -1.0)
    worst = np.unravel_index(int(np.argmax(difference)), difference.shape)
    rows, columns = (
        _window(int(middle), length, part)
        for middle, length, part in zip(worst, difference.shape, shown, strict=True)
    )
    window: tuple[int | slice, ...] = (*at, rows, columns)
    allowed = errors.allowed[window]
    constant = bool((allowed == allowed.flat[0]).all())
    return {
        "at": list(at),
        "rows": [rows.start, shown[0], difference.shape[0]],
        "columns": [columns.start, shown[1], difference.shape[1]],
        "differing": int(np.count_nonzero(errors.wrong[at])),
        "got": _numbers(errors.got[window]),
        "expected": _numbers(errors.expected[window]),
        "difference": _numbers(errors.difference[window]),
        "allowed": _number(float(allowed.flat[0])) if constant else _numbers(allowed),
        "wrong": [int(i) for i in np.flatnonzero(errors.wrong[window])],
    }


def _window(middle: int, length: int, part: int) -> slice:
    """Return `part` of an axis around `middle`, within the axis."""
    first = max(0, min(middle - part // 2, length - part))
    return slice(first, first + part)


def _note(planes: int, wrong: int, shown: tuple[int, int], full: tuple[int, int]) -> str:
    parts = []
    if planes < wrong:
        most = "the one with" if planes == 1 else f"the {planes} with"
        parts.append(f"of {wrong} channels that differ, {most} the most wrong elements")
    if shown != full:
        parts.append(
            f"of each {full[0]}x{full[1]} plane the {shown[0]}x{shown[1]} elements around the worst"
        )
    return f"Shown: {'; '.join(parts)}." if parts else ""


def _numbers(values: NDArray[Any]) -> list[float | int | str]:
    return [_number(float(value)) for value in values.flat]


def _number(value: float) -> float | int | str:
    if not math.isfinite(value):
        return str(value)
    rounded = float(f"{value:.{DIGITS}g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded
