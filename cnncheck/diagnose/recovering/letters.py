"""What the indices of a layer's arrays are called, and their lengths, in one, two and three dimensions.

``out[n, f, i, j]`` adds up ``W[f, c, k, l]`` times ``X[n, c, h, w]``, where tap k of window i reads pixel
h. In a transposed convolution the windows are X's pixels, and lie in the output.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnncheck.operators.parameter import spatial_axes

if TYPE_CHECKING:
    from cnncheck.operators.problem import Problem

WINDOWS = {1: "i", 2: "ij", 3: "mij"}
TAPS = {1: "k", 2: "kl", 3: "tkl"}
PIXELS = {1: "w", 2: "hw", 3: "dhw"}
STEPS = {1: ("",), 2: ("h", "w"), 3: ("d", "h", "w")}
"""What follows s, d and p for stride, dilation and padding along each axis."""

LINES = {1: ("position",), 2: ("row", "column"), 3: ("plane", "row", "column")}


@dataclass(frozen=True, slots=True)
class Letters:
    """The words for the indices of a problem.

    Attributes
    ----------
    windows, taps, pixels : str
        One letter for each spatial axis.
    steps : tuple of str
        What follows s, d and p for each.
    outer, inner : str
        The channels of the array with windows, and those of the image: f and c of a convolution.
    lengths : dict of str to str
        What the length of an index is called.
    nouns : dict of str to str
        What one of its values is.
    """

    windows: str
    taps: str
    pixels: str
    steps: tuple[str, ...]
    outer: str
    inner: str
    lengths: dict[str, str]
    nouns: dict[str, str]


def letters_of(problem: Problem) -> Letters:
    """Return what the indices of a problem are called.

    Parameters
    ----------
    problem : Problem
    """
    rank = len(problem.windows.axes)
    lines = LINES[rank]
    filters, sends = has_filters(problem), problem.roles[1] == "X"
    outer, inner = ("c", "f") if sends else ("f" if filters else "c", "c")
    lengths, nouns = {"n": "N", "c": "C", "f": "F"}, {"n": "image", "c": "channel", "f": "filter"}
    image, windowed = ("image", "output") if not sends else ("output", "image")
    of_windows = f"of the {windowed}" if problem.pass_name == "forward" or sends else "of windows"
    for letters, prefix, whose in (
        (WINDOWS[rank], "I" if sends else "O", of_windows),
        (PIXELS[rank], "O" if sends else "I", f"of the {image}"),
        (TAPS[rank], "K", "of the filter" if filters else "of the window"),
    ):
        lengths |= zip(letters, spatial_axes(rank, prefix), strict=True)
        nouns |= zip(letters, (f"{line} {whose}" for line in lines), strict=True)
    return Letters(
        WINDOWS[rank], TAPS[rank], PIXELS[rank], STEPS[rank], outer, inner, lengths, nouns
    )


def has_filters(problem: Problem) -> bool:
    """Whether a problem's operator has filters."""
    return any(each.array == "W" for each in problem.parameters)


def has_taps(problem: Problem) -> bool:
    """Whether windows have taps: where pixels are only moved they have none."""
    kernel = any("kernel" in each.fields for each in problem.parameters)
    return has_filters(problem) or kernel or bool(problem.windows.axes[0].spans)
