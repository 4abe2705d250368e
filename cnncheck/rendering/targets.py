"""Files that a command is to write: in their places, none twice, and none that it reads."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cnncheck.errors import UsageError
from cnncheck.rendering.atomic import check_place

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def check_targets(
    targets: Iterable[tuple[str, str | None]], read: Iterable[str | Path] = ()
) -> None:
    """Refuse targets that cannot be written, or would overwrite one another or what is read.

    Said before anything is asked: what comes of it may take hours.

    Parameters
    ----------
    targets : iterable of (str, str or None)
        The option as it is typed, and its file; ``None`` for standard output, where reports
        follow one another.
    read : iterable of path
        Case files and code under test.

    Raises
    ------
    UsageError
    """
    own = {_identity(path) for path in read}
    seen: dict[object, str] = {}
    for option, path in targets:
        if path is None:
            continue
        identity = _identity(path)
        if identity in own:
            raise UsageError(
                f"{option} would overwrite {path}, which this command reads", "name another file"
            )
        if identity in seen:
            raise UsageError(
                f"{seen[identity]} and {option} would both be written to {path}",
                "give each a file of its own",
            )
        seen[identity] = option
        check_place(path)


def _identity(path: str | Path) -> object:
    """Return what is the same for all ways to name a file; of one that is there, the file itself."""
    real = os.path.realpath(path)
    try:
        status = os.stat(real)
    except OSError:
        return real
    return status.st_dev, status.st_ino
