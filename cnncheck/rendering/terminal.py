"""The console that everything is printed on: what is safe for pipes, logs and any terminal."""

from __future__ import annotations

import io
import os
import sys
from typing import IO, cast

from rich.console import Console

from cnncheck.rendering.wording import harmless

DEFAULT_WIDTH = 100


def make_console(
    file: IO[str] | None = None, *, color: bool | None = None, width: int | None = None
) -> Console:
    """Return a console that neither interprets, nor highlights, nor loses what is printed.

    Parameters
    ----------
    file : text stream, optional
        Standard output by default. A stream that cannot encode a character gets a backslash
        escape instead of an exception.
    color : bool, optional
        By default where the stream is a terminal and ``NO_COLOR`` is not set; without colour no
        escape sequence is written at all.
    width : int, optional
        By default ``COLUMNS``, else the terminal's width, else 100.
    """
    stream = sys.stdout if file is None else file
    if isinstance(stream, io.TextIOWrapper) and stream.errors in ("strict", "surrogateescape"):
        stream.reconfigure(errors="backslashreplace")
    if color is None:
        color = stream.isatty() and not os.environ.get("NO_COLOR")
    return _Console(
        file=cast("IO[str]", _Harmless(stream)),
        color_system="auto" if color else None,
        force_terminal=True if color else None,
        force_jupyter=False,
        no_color=not color,
        width=width or _width_of(stream),
        height=25,  # without it rich takes 80 columns on a terminal that it calls dumb
        markup=False,
        emoji=False,
        highlight=False,
    )


class _Harmless:
    """A stream that has no command for a CI, also where a line was broken before its ``::``."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write whole lines."""
        return self._stream.write(harmless(text))

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to the command line: rich would end the process with exit code 1."""
        raise  # noqa: PLE0704 (rich calls this while it handles the BrokenPipeError)


def _width_of(stream: IO[str]) -> int:
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns) > 0:
        return int(columns)
    try:
        return os.get_terminal_size(stream.fileno()).columns or DEFAULT_WIDTH
    except (OSError, ValueError, AttributeError):
        return DEFAULT_WIDTH
