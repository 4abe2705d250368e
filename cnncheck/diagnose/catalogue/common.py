"""Faults that several functions have in the same way, each with the hint that fits the function."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.catalogue.arrays import lost_ways
from cnncheck.diagnose.catalogue.changes import (
    both,
    columns,
    copied,
    everywhere,
    exact_fit_lost,
    rows,
    setting,
    swapped,
    taking,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.diagnose.catalogue.arrays import ArrayChange
    from cnncheck.diagnose.catalogue.changes import OnAxis
    from cnncheck.diagnose.catalogue.shelf import Row, Shelf
    from cnncheck.diagnose.kernels import Axis, Edge

OVER_THE_EDGE: tuple[Edge, ...] = ("raise", "zero", "skip", "clip")
"""What can become of windows that are further apart than they should be."""

SHIFTS = {
    "right": ("one pixel too far right", columns(setting(shift=1))),
    "down": ("one pixel too far down", rows(setting(shift=1))),
    "diagonally": ("one pixel too far down and right", both(setting(shift=1))),
    "left": ("one pixel too far left", columns(setting(shift=-1))),
    "up": ("one pixel too far up", rows(setting(shift=-1))),
    "up-left": ("one pixel too far up and left", both(setting(shift=-1))),
}


def directions_exchanged(
    shelf: Shelf, field: str, hint: str, *, fits: tuple[bool, ...], edges: tuple[Edge, ...]
) -> None:
    """Put ``stride-swapped``, ``-first-for-both`` and ``-last-for-both`` there, or of padding.

    Parameters
    ----------
    shelf : Shelf
    field : {"stride", "padding"}
    hint : str
    fits : tuple of bool
        For each manner, whether the windows are counted anew.
    edges : tuple of Edge
    """
    exchanged = [swapped(field, fit=fit) for fit in fits]
    first = [copied(field, "h", fit=fit) for fit in fits]
    last = [copied(field, "w", fit=fit) for fit in fits]
    shelf.plan(
        hint,
        (f"{field}-swapped", f"the vertical and the horizontal {field} are exchanged", *exchanged),
        (f"{field}-first-for-both", f"the vertical {field} is used in both directions", *first),
        (f"{field}-last-for-both", f"the horizontal {field} is used in both directions", *last),
        edges=edges,
    )


def stride_faults(
    shelf: Shelf, *, axes: str, ignored: str, side_by_side: str, capped: str, counted: bool = False
) -> None:
    """Put `directions_exchanged`, ``stride-ignored``, ``-is-kernel`` and ``-capped`` there.

    Parameters
    ----------
    shelf : Shelf
    axes, ignored, side_by_side, capped : str
        Hints, for the first three and for each of the others.
    counted : bool, optional
        Whether the function counts its windows itself, so that it may count the wrong ones too.
    """
    fits = (False, True) if counted else (False,)
    directions_exchanged(shelf, "stride", axes, fits=fits[::-1], edges=OVER_THE_EDGE)
    shelf.plan(
        ignored,
        (
            "stride-ignored",
            "the windows are one pixel apart whatever the stride",
            *(both(setting(fit, stride=1)) for fit in fits),
        ),
    )
    shelf.plan(
        side_by_side,
        (
            "stride-is-kernel",
            "the windows are placed side by side, a kernel apart, whatever the stride",
            *(both(taking(fit, stride="kernel")) for fit in fits),
        ),
        edges=OVER_THE_EDGE,
    )
    shelf.plan(
        capped,
        (
            "stride-capped",
            "a stride larger than the kernel is cut down to the kernel",
            *(both(_capped(fit)) for fit in fits),
        ),
    )


def _capped(fit: bool) -> OnAxis:
    def change(axis: Axis) -> Axis:
        return setting(fit, stride=min(axis.stride, axis.kernel))(axis)

    return change


def windows_shifted(
    shelf: Shelf,
    hint: str,
    sentence: str,
    *directions: str,
    edges: tuple[Edge, ...] = ("zero", "raise", "clip", "skip"),
) -> None:
    """Put ``windows-shifted-right`` and the like on the shelf.

    Parameters
    ----------
    shelf : Shelf
    hint : str
    sentence : str
        With ``{where}`` for "one pixel too far right".
    *directions : str
        Of `SHIFTS`.
    edges : tuple of Edge, optional
    """
    for direction in directions:
        where, change = SHIFTS[direction]
        row = (f"windows-shifted-{direction}", sentence.format(where=where), change)
        shelf.plan(hint, row, edges=edges)


def lines_lost(
    put: Callable[[str, Row[ArrayChange]], None],
    hint: str,
    name: str,
    sentence: str,
    index: int = -1,
) -> None:
    """Put two faults on a shelf: a row, or a column, of an array is lost.

    Parameters
    ----------
    put : callable
        ``shelf.weights``, ``shelf.gradient`` or ``shelf.result``.
    hint, name, sentence : str
        With ``{line}`` for "row" and "column", as in ``last-tap-{line}-lost``.
    index : int, optional
        Which row or column.
    """
    for line, axis in (("row", 2), ("column", 3)):
        told, fault, wrong = (text.format(line=line) for text in (hint, name, sentence))
        put(told, (fault, wrong, *lost_ways(axis, index)))


def output_ends_early(shelf: Shelf, sentence: str) -> None:
    """Put ``last-row-zero`` and ``last-column-zero`` on the shelf.

    Parameters
    ----------
    shelf : Shelf
    sentence : str
        With ``{line}`` for "row" and "column".
    """
    for line, axis in (("row", 2), ("column", 3)):
        ways = (*map(everywhere, lost_ways(axis)), exact_fit_lost(axis))
        shelf.then(
            f"Where does the loop over the output's {line}s end?",
            (f"last-{line}-zero", sentence.format(line=line), *ways),
        )


def never_written(shelf: Shelf) -> None:
    """Put ``all-zero`` on the shelf."""
    shelf.result(
        "What is returned, and where is it filled?",
        ("all-zero", "the result is never written and stays zero", np.zeros_like),
    )
