"""``cnncheck store``: what is kept of torch's answers, and how to be rid of it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

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
    from cnncheck.references.store import Store
    from cnncheck.references.store_file import default_path, remove

    path = default_path()
    if path is None:
        line = "there is no store: this user has no cache folder"
    else:
        with contextlib.closing(Store(path)) as kept:
            held = kept.contents()
        what = f"{held.count} {'answer' if held.count == 1 else 'answers'}"
        size = f"{held.size / (1 << 20):.1f} MiB"
        if action is Action.CLEAR:
            remove(path)
        line = (
            f"{path}: {what}, {size}"
            if action is Action.INFO
            else f"{path}: removed {what}, {size}"
        )
    with still_writing():
        typer.echo(line)
