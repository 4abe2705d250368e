"""``cnncheck store``: what is kept of torch's answers, and how to be rid of it."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from cnncheck.references.store import Contents

EPILOG = "A run with --no-store neither reads the store nor writes to it."


class Action(StrEnum):
    """Action on the store."""

    INFO = "info"
    CLEAR = "clear"


def store(
    action: Annotated[
        Action, typer.Argument(help="Say where it is and how much it holds, or empty it.")
    ] = Action.INFO,
) -> None:
    """Show or clear the store of torch's answers.

    Cases rarely change, and importing torch takes longest: what torch answered to a problem is kept
    in the user's cache folder, at most 256 MiB, for the version of torch that answered.

    Example: cnncheck store clear
    """
    import contextlib

    from cnncheck.cli.process import still_writing
    from cnncheck.errors import UsageError
    from cnncheck.references.store import Store
    from cnncheck.references.store_file import default_path, remove

    path = default_path()
    if path is None:
        line = "there is no store: this user has no cache folder"
    else:
        with contextlib.closing(Store(path)) as kept:
            held = kept.contents()
        what = (
            _told(held) if held else "it is in use, or no file that only you may write to: not read"
        )
        if action is Action.CLEAR:
            remove(path)
            if os.path.lexists(path):
                raise UsageError(f"{path}: cannot be removed", "remove it by hand")
            what = f"removed {what}" if held else "removed"
        line = f"{path}: {what}"
    with still_writing():
        typer.echo(line)


def _told(held: Contents) -> str:
    answers = f"{held.count} {'answer' if held.count == 1 else 'answers'}"
    return f"{answers}, {held.size / (1 << 20):.1f} MiB"
