"""What a worker that runs code under test is started with."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from cnncheck.implementations.program import PROGRAM
from cnncheck.sandbox.jail import EVERY_WAY
from cnncheck.sandbox.openness import libraries_in, openness
from cnncheck.sandbox.surroundings import Setup, library_folders
from cnncheck.submission import staging

if TYPE_CHECKING:
    from cnncheck.options import Options
    from cnncheck.submission.locating import Layout

_JAIL = EVERY_WAY

_HERE = Path(__file__).parent
_ROOMS = ("implementations", "sandbox", "submission")
"""Whose code the worker runs; the layers are another, where they are under test."""


def set_up(layout: Layout | None, options: Options, folder: Path, prime: int) -> Setup:
    """Copy the files and say what their worker may reach.

    Parameters
    ----------
    layout : Layout, optional
        ``None`` for the built-in layers.
    options : Options
    folder : Path
        For the copies, and to work in.
    prime : int
        Of a field whose elements take the place of floats; 0 for none.

    Raises
    ------
    UsageError
        When the files cannot be copied, or an allowed package is not installed.
    """
    staged = None if layout is None else staging.copy(layout, folder)
    rooms = (*_ROOMS, "layers") if layout is None else _ROOMS
    opened = openness(options.allow, tuple(str(_HERE.with_name(room)) for room in rooms))
    message = {
        "layout": None if staged is None else asdict(staged),
        "jail": _JAIL,
        "readable": [*opened.readable, *libraries_in(library_folders()), str(folder)],
        "listable": opened.listable,
        "path": opened.path,
        "allow": opened.packages,
        "memory": options.memory,
        "prime": prime,
    }
    return Setup(PROGRAM, message, str(folder), options.threads, _JAIL)
