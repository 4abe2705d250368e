"""Errors of the code under test, told with the person's own lines and nobody else's.

Imported by the worker process: the standard library alone.
"""

from __future__ import annotations

import linecache
import traceback
from typing import TYPE_CHECKING, Protocol

from cnncheck.sandbox.texts import bounded

if TYPE_CHECKING:
    from collections.abc import Collection
    from types import TracebackType

_MOST_FRAMES = 12


class Own(Protocol):
    """Says whether a file is the person's own, and under which name they know it."""

    def __call__(self, filename: str) -> str | None:
        """Return the name to show, or ``None`` for code that is not theirs."""


def own_or_all(own: Own | None, filename: str) -> str | None:
    """Return the name to show for a frame's file; without `own`, all of ours is left out."""
    if own is not None:
        return own(filename)
    hidden = __file__.rpartition("submission")[0]
    return None if filename.startswith((hidden, "<frozen")) else filename


def remember_source(filename: str, source: str) -> None:
    """Let tracebacks show lines of a file that cannot be opened any more."""
    lines = [line + "\n" for line in source.splitlines()]
    linecache.cache[filename] = (len(source), None, lines, filename)


def summary(error: BaseException) -> str:
    """``IndexError: index 4 is out of bounds``, whatever the error's own methods do."""
    kind = bounded(type(error).__name__, 200)
    try:
        text = bounded(str(error))
    except BaseException:
        return f"{kind} (its message could not be printed)"
    return f"{kind}: {text}" if text else kind


def missing_file_hint(error: BaseException, files: Collection[str] = ()) -> str:
    """Say which files there are, for an error about one that is not; else ''."""
    if not (
        isinstance(error, FileNotFoundError) or "cannot open shared object file" in summary(error)
    ):
        return ""
    missing = f"/{getattr(error, 'filename', None) or ''}"
    if elsewhere := next((each for each in sorted(files) if each.endswith(missing)), None):
        return (
            f"There is {elsewhere}; paths are relative to the folder that holds all of the code. "
            f"Open Path(__file__).parent / {missing[1:]!r}, or give {elsewhere[: -len(missing)]} "
            "alone."
        )
    return (
        "What lies beside a file is there as far as its text names it: no cases, and no more "
        "than 500 files or 32 MiB. Paths are relative to the file."
    )


def place(error: BaseException, own: Own | None = None) -> str:
    """``solution.py, line 12, in pool_forward``: the deepest of the person's own lines, or ''."""
    frames = _own_frames(error.__traceback__, own)
    if not frames:
        return ""
    name, frame = frames[-1]
    return f"{name}, line {frame.lineno}, in {frame.name}"


def line(error: BaseException, own: Own | None = None) -> str:
    """Return the text of the deepest of the person's own lines, and where it is, or ''."""
    frames = _own_frames(error.__traceback__, own)
    if not frames:
        return ""
    name, frame = frames[-1]
    at = f"{name}:{frame.lineno}"
    return f" (`{bounded(frame.line, 120)}` at {at})" if frame.line else f" ({at})"


def own_depth(error: BaseException, own: Own | None = None) -> int:
    """Count the person's own frames that the error went through."""
    return len(_own_frames(error.__traceback__, own))


def told(error: BaseException, own: Own | None = None) -> str:
    """Return the traceback with the person's own frames, as Python prints it."""
    lines = []
    frames = _own_frames(error.__traceback__, own)
    if len(frames) > _MOST_FRAMES:
        half = _MOST_FRAMES // 2
        lines_left_out = len(frames) - _MOST_FRAMES
        head, tail = frames[:half], frames[-half:]
        lines = [*_printed(head), f"  ... {lines_left_out} more calls ...", *_printed(tail)]
    else:
        lines = _printed(frames)
    return "\n".join([*lines, summary(error)])


def _printed(frames: list[tuple[str, traceback.FrameSummary]]) -> list[str]:
    lines = []
    for name, frame in frames:
        lines.append(f"  {name}, line {frame.lineno}, in {frame.name}")
        if frame.line:
            lines.append(f"    {bounded(frame.line, 200)}")
    return lines


def _own_frames(
    trace: TracebackType | None, own: Own | None
) -> list[tuple[str, traceback.FrameSummary]]:
    try:
        frames = traceback.extract_tb(trace)
    except BaseException:  # the code under test may have replaced what this needs
        return []
    named = ((own_or_all(own, frame.filename), frame) for frame in frames)
    return [(name, frame) for name, frame in named if name is not None]
