"""Faults of what stands around an image: which of its pixels, by the mode."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from cnncheck.faults.declaring.table import about, plan
from cnncheck.faults.parts.changes import both, columns, rows
from cnncheck.faults.parts.plans import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Change, OnAxis
    from cnncheck.faults.parts.plans import Axis, Plan

MIRROR = "reflect turns around at the edge, which is not repeated: 3 2 | 1 2 3 | 2 1."
EDGE = "replicate repeats the pixel at the nearest edge: 1 1 | 1 2 3 | 3 3."
AROUND = "circular goes on at the other side of the image: 2 3 | 1 2 3 | 1 2."
MODES = "Which pixel stands for one that is outside? Follow mode to where that is decided."


def _instead(of: str, by: str) -> Change:
    """Put something else around an image, under a mode."""
    return both(_axis_instead(of, by))


def _axis_instead(of: str, by: str) -> OnAxis:
    return lambda axis: replace(axis, border=by) if axis.border == of else axis


def _bare(axis: Axis) -> Axis:
    return replace(axis, border="")


def _on_one_side(side: str) -> Change:
    """Let pixels stand for others on one side of an image alone."""

    def change(axis: Axis) -> Axis:
        its = axis.border
        return replace(axis, border=f"{its}|" if side == "start" else f"|{its}") if its else axis

    return both(change)


def mode_faults() -> Iterator[Row]:
    """Yield what people put around an image by mistake, under each mode."""
    for hint, mode, wrong in _MISTAKES:
        yield from about(hint, *(
            plan(f"{mode}-{name}", f"{sentence} (mode {mode})", *(_instead(mode, by) for by in borders))
            for name, (sentence, *borders) in wrong.items()
        ))  # fmt: skip
    # fmt: off
    yield from about(MODES,
        plan("mode-ignored", "zeros stand around the image whatever the mode", both(_bare)),
        plan("mode-before-only", "the mode holds before the image only, and zeros stand behind it", _on_one_side("start")),
        plan("mode-behind-only", "the mode holds behind the image only, and zeros stand before it", _on_one_side("end")),
        plan("mode-in-rows-only", "the mode holds above and below, and zeros stand to the left and right", columns(_bare)),
        plan("mode-in-columns-only", "the mode holds to the left and right, and zeros stand above and below", rows(_bare)))
    # fmt: on


_MISTAKES: tuple[tuple[str, str, Mapping[str, tuple[str, ...]]], ...] = (
    (MIRROR, "reflect", {
        "with-edge": ("the edge itself is repeated before the mirror image", "with-edge"),
        "beyond-edge": ("the mirror image begins one pixel too far from the edge", "beyond-edge"),
        "not-turned": ("the pixels beside the edge are repeated in their own order", "not-turned"),
        "replicates": ("the edge is repeated where the image should be mirrored", "replicate"),
        "wraps": ("the other side of the image is repeated where it should be mirrored", "circular"),
        "same-side": ("the outermost pixels are repeated in their own order", "same-side"),
        "at-the-other-side": ("the other side of the image is mirrored", "turned-at-the-other-side"),
    }),
    (EDGE, "replicate", {
        "far-edge": ("the edge of the other side is repeated", "far-edge"),
        "inner": ("the pixel beside the edge is repeated", "inner"),
        "mirrors": ("the image is mirrored where its edge should be repeated", "with-edge", "reflect"),
        "wraps": ("the other side of the image is repeated in place of the edge", "circular"),
        "same-side": ("the outermost pixels are repeated in their own order", "same-side"),
    }),
    (AROUND, "circular", {
        "one-late": ("the image goes on one pixel too late", "one-late"),
        "one-early": ("the image goes on one pixel too early", "one-early"),
        "same-side": ("the nearest pixels are repeated and not those of the other side", "same-side"),
        "mirrored": ("the other side of the image is mirrored", "turned-at-the-other-side"),
        "reflects": ("the image is mirrored where it should go on", "with-edge", "reflect"),
        "replicates": ("the edge is repeated where the image should go on", "replicate"),
        "one-short-round": ("the image goes on as if it were one pixel shorter", "one-short-round"),
    }),
)  # fmt: skip
"""By hint and mode, the ends of faults' names, what is said of them, and what stands around the image instead."""

_OTHERS = (
    ("columns", columns, "height", lambda plan: plan.h.length),
    ("rows", rows, "width", lambda plan: plan.w.length),
)
"""What is counted by the length of another axis: along which, by what."""


def _by_another_length() -> Iterator[Row]:
    """Yield the faults of modes that take the other length of the image, inside of it as well or around it alone."""
    for (hint, mode, _), (lines, place, other, length) in product(_MISTAKES, _OTHERS):
        ways = (_counted_by(mode, place, length, end) for end in ("", "!"))
        sentence = f"the {lines} of a padded image are found by the image's {other} (mode {mode})"
        yield from about(hint, plan(f"{mode}-{lines}-by-{other}", sentence, *ways))


def _counted_by(
    mode: str, place: Callable[[OnAxis], Change], length: Callable[[Plan], int], end: str
) -> Change:
    def change(plan: Plan) -> Plan:
        by = f"{mode}@{length(plan)}{end}"
        return place(lambda axis: replace(axis, border=by) if axis.border == mode else axis)(plan)

    return change


_PLACES = {
    "": ("", both),
    "-in-rows": (" above and below the image", rows),
    "-in-columns": (" to the left and right of the image", columns),
}
_WHERE = {
    "": {"before": "before the image", "behind": "behind the image"},
    "-in-rows": {"before": "above the image", "behind": "below the image"},
    "-in-columns": {"before": "left of the image", "behind": "right of the image"},
}


def made_of_modes() -> Iterator[Row]:
    """Yield each mistake in the pixels around an image on some of its sides alone."""
    yield from _by_another_length()
    zeros = {"bare": ("zeros stand", "")}
    for hint, mode, wrong in _MISTAKES:
        for (name, (sentence, *borders)), place in product({**wrong, **zeros}.items(), _PLACES):
            where, along = _PLACES[place]
            if where and name != "bare":
                row = plan(f"{mode}-{name}{place}", f"{sentence}{where} (mode {mode})", *(along(_axis_instead(mode, by)) for by in borders))  # fmt: skip
                yield from about(hint, row)
            for side, there in _WHERE[place].items():
                if name == "bare" and not place:
                    continue  # told of all modes
                ways = (along(_axis_instead(mode, f"{by}|{mode}" if side == "before" else f"{mode}|{by}")) for by in borders)  # fmt: skip
                row = plan(
                    f"{mode}-{name}{place}-{side}", f"{sentence} {there} (mode {mode})", *ways
                )
                yield from about(hint, row)
