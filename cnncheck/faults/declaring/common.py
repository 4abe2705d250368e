"""Faults that several functions have in the same way, each with the hint that fits the function."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.table import about, gradient, plan, result, then
from cnncheck.faults.parts.arrays import lost_ways
from cnncheck.faults.parts.changes import (
    both,
    columns,
    copied,
    everywhere,
    exact_fit_lost,
    rows,
    setting,
    swapped,
    taking,
    windows_lost,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Change, OnAxis, Then
    from cnncheck.faults.parts.plans import Axis, Edge, Plan
    from cnncheck.operators.parameter import Parameter

OVER_THE_EDGE: tuple[Edge, ...] = ("raise", "zero", "skip", "clip")
"""What can become of windows that are further apart than they should be."""

LINES = (("row", -2), ("column", -1))

SHIFTS = {
    "right": ("one pixel too far right", columns(setting(shift=1))),
    "down": ("one pixel too far down", rows(setting(shift=1))),
    "diagonally": ("one pixel too far down and right", both(setting(shift=1))),
    "left": ("one pixel too far left", columns(setting(shift=-1))),
    "up": ("one pixel too far up", rows(setting(shift=-1))),
    "up-left": ("one pixel too far up and left", both(setting(shift=-1))),
}

NEVER_WRITTEN = about(
    "What is returned, and where is it filled?",
    result("all-zero", "the result is never written and stays zero", np.zeros_like),
)


def directions_exchanged(
    parameter: Parameter,
    hint: str,
    *,
    fits: tuple[bool, ...],
    edges: tuple[Edge, ...],
    followed: bool = False,
) -> tuple[Row, ...]:
    """Return ``stride-swapped``, ``-first-for-both`` and ``-last-for-both``, or of padding.

    Parameters
    ----------
    parameter : Parameter
        With a number for each axis.
    hint : str
    fits : tuple of bool
        For each manner, whether the windows are counted anew.
    edges : tuple of Edge
    followed : bool, optional
        Whether the stride is that number, too, where none is given.
    """
    name, its = parameter.name, parameter.fields
    first, second, down = "vertical", f"horizontal {name}", f"vertical {name}"
    if parameter.kind == "taps":
        first, second, down = "height", f"width of the {name}", f"height of the {name}"
    told: Mapping[str, tuple[str, Callable[..., Callable[[bool], Change]]]] = {
        "swapped": (f"the {first} and the {second} are exchanged", swapped),
        "first-for-both": (f"the {down} is used in both directions", partial(copied, "h")),
        "last-for-both": (f"the {second} is used in both directions", partial(copied, "w")),
    }
    rows = []
    for how, (sentence, of) in told.items():
        changes = [of(*its)(fit) for fit in fits]
        if followed:
            changes += [with_stride(of(*its)(fit), of(*its, "stride")(fit)) for fit in fits]
        rows.append(plan(f"{name}-{how}", sentence, *changes, edges=edges))
    return about(hint, *rows)


def with_stride(change: Change, both_changed: Change) -> Change:
    """Change the stride as well where it is the window's size: there it may be left out."""

    def changed(it: Plan) -> Plan:
        left_out = all(axis.stride == axis.kernel for axis in (it.h, it.w))
        return (both_changed if left_out else change)(it)

    return changed


def stride_faults(
    stride: Parameter,
    *,
    axes: str,
    ignored: str,
    side_by_side: str,
    capped: str,
    counted: bool = False,
) -> tuple[Row, ...]:
    """Return `directions_exchanged`, ``stride-ignored``, ``-is-kernel`` and ``-capped``.

    Parameters
    ----------
    stride : Parameter
    axes, ignored, side_by_side, capped : str
        Hints, for the first three and for each of the others.
    counted : bool, optional
        Whether the function counts its windows itself, so that it may count the wrong ones too.
    """
    fits = (False, True) if counted else (False,)
    one, kernel = (both(setting(fit, stride=1)) for fit in fits), "stride-is-kernel"
    beside = (both(taking(fit, stride="kernel")) for fit in fits)
    cut = (both(_capped(fit)) for fit in fits)
    # fmt: off
    return (
        *directions_exchanged(stride, axes, fits=fits[::-1], edges=OVER_THE_EDGE),
        *about(ignored, plan("stride-ignored", "the windows are one pixel apart whatever the stride", *one)),
        *about(side_by_side,
            plan(kernel, "the windows are placed side by side, a kernel apart, whatever the stride",
                *beside, edges=OVER_THE_EDGE)),
        *about(capped, plan("stride-capped", "a stride larger than the kernel is cut down to the kernel", *cut)),
    )
    # fmt: on


def _capped(fit: bool) -> OnAxis:
    def change(axis: Axis) -> Axis:
        return setting(fit, stride=min(axis.stride, axis.kernel))(axis)

    return change


def windows_shifted(
    hint: str,
    sentence: str,
    *directions: str,
    edges: tuple[Edge, ...] = ("zero", "raise", "clip", "skip"),
) -> tuple[Row, ...]:
    """Return ``windows-shifted-right`` and the like, of directions in `SHIFTS`.

    The sentence has ``{where}`` for "one pixel too far right".
    """
    shifts = {direction: SHIFTS[direction] for direction in directions}
    return about(
        hint,
        *(
            plan(f"windows-shifted-{name}", sentence.format(where=where), change, edges=edges)
            for name, (where, change) in shifts.items()
        ),
    )


def lines_lost(
    part: Callable[..., Row], hint: str, name: str, sentence: str, index: int = -1
) -> Iterator[Row]:
    """Yield two faults: a row, or a column, of an array is lost.

    Parameters
    ----------
    part : callable
        `weights`, `gradient` or `result`.
    hint, name, sentence : str
        With ``{line}`` for "row" and "column", as in ``last-tap-{line}-lost``.
    index : int, optional
        Which row or column.
    """
    for line, axis in LINES:
        told, fault, wrong = (text.format(line=line) for text in (hint, name, sentence))
        if part is gradient and index == -1:
            # Code that leaves windows out writes nothing there, not even zeros.
            yield from about(told, plan(fault, wrong, *windows_lost(axis)))
        else:
            yield from about(told, part(fault, wrong, *lost_ways(axis, index)))


def output_ends_early(sentence: str) -> Iterator[Row]:
    """Yield ``last-row-zero`` and ``last-column-zero``; the sentence has ``{line}``."""
    yield from _ends_early(sentence, "", lambda axis: [*map(everywhere, lost_ways(axis))])


def exact_fit_ends_early(sentence: str) -> Iterator[Row]:
    """Yield ``last-row-zero-where-it-fits`` and that of columns: not of windows that share an image, which all fit."""
    told = f"{sentence} where its windows end with the image"
    yield from _ends_early(told, "-where-it-fits", lambda axis: [exact_fit_lost(axis)])


def _ends_early(sentence: str, where: str, ways: Callable[[int], Sequence[Then]]) -> Iterator[Row]:
    for line, axis in LINES:
        hint = f"Where does the loop over the output's {line}s end?"
        fault = then(f"last-{line}-zero{where}", sentence.format(line=line), *ways(axis))
        yield from about(hint, fault)
