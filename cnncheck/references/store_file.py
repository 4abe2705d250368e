"""The file of a store: where a user has it, and whose it is."""

from __future__ import annotations

import contextlib
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def default_path() -> Path | None:
    """Return where the store of this user lies; ``None`` for one who has no home."""
    from platformdirs import user_cache_path

    folder = user_cache_path("cnncheck", appauthor=False)
    return folder / "truths.sqlite3" if folder.is_absolute() else None


def remove(path: Path) -> None:
    """Remove a store's file, and what the database keeps beside it."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            path.with_name(path.name + suffix).unlink()


def is_ours(path: Path, *, missing: bool) -> bool:
    """Whether nobody else could have written the file: others' answers are not believed.

    Parameters
    ----------
    path : Path
        In a folder of its own.
    missing : bool
        What to say of a file that is not there yet.
    """
    try:
        folder, file = path.parent.stat(), path.lstat()
    except FileNotFoundError:
        return missing
    except OSError:
        return False
    if not stat.S_ISREG(file.st_mode):
        return False
    if not hasattr(os, "getuid"):
        return True
    # Where others may not enter the folder, the file's own permissions, which a umask decides,
    # let nobody in.
    entered = folder.st_mode & 0o011
    others = folder.st_mode & 0o022 or (entered and file.st_mode & 0o022)
    return folder.st_uid == file.st_uid == os.getuid() and not others
