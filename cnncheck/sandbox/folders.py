"""Temporary folders: locked by whoever lives in them, and swept when nobody does any more."""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import re
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from cnncheck.errors import CnncheckError

if TYPE_CHECKING:
    from collections.abc import Iterator

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_OURS = re.compile("cnncheck-[0-9a-f]{16}")


class Folder:
    """A folder of its own; what a killed process leaves behind is removed by the next one.

    Raises
    ------
    CnncheckError
        When no folder can be made.
    """

    def __init__(self) -> None:
        try:
            parent = _parent()
            _sweep(parent)
            self.path, self._lock = _made(parent)
        except OSError as error:
            raise CnncheckError(
                f"no temporary folder can be made: {error.strerror or error}",
                "let TMPDIR name a folder that you may write to and that has room",
            ) from None

    def close(self) -> None:
        """Remove it; may be repeated."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """Yield a folder that is removed in the end."""
    folder = Folder()
    try:
        yield folder.path
    finally:
        folder.close()


def _parent() -> str:
    """Return where temporary folders go.

    `tempfile` finds out by writing a file, which stays behind if it is killed at that moment.
    """
    if tempfile.tempdir is not None or os.name != "posix":
        return tempfile.gettempdir()
    named = (*(os.environ.get(name, "") for name in ("TMPDIR", "TEMP", "TMP")), "/tmp")
    usable = (path for path in named if os.path.isdir(path) and os.access(path, os.W_OK | os.X_OK))
    return os.path.abspath(next(usable, "") or tempfile.gettempdir())


def _made(parent: str) -> tuple[Path, int | None]:
    """Make a folder and lock it; a sweep that came in between has removed it, so look again."""
    while True:
        path = Path(parent, f"cnncheck-{secrets.token_hex(8)}")
        path.mkdir(mode=0o700)
        if fcntl is None:
            return path, None
        try:
            lock = _locked(path)
        except (FileNotFoundError, BlockingIOError):
            continue
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE):
                path.rmdir()
                raise
            return path, None  # folders cannot be locked here, so none is swept either
        if path.is_dir():
            return path, lock
        os.close(lock)


def _locked(path: Path) -> int:
    """Lock a folder; return the descriptor that holds the lock."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


@functools.cache
def _sweep(parent: str) -> None:
    """Remove, once for this process, what killed processes of this person have left."""
    if fcntl is None:
        return
    with contextlib.suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            if (
                _OURS.fullmatch(entry.name)
                and entry.is_dir(follow_symlinks=False)
                and entry.stat(follow_symlinks=False).st_uid == os.geteuid()
            ):
                _remove_if_left(Path(entry.path))


def _remove_if_left(path: Path) -> None:
    with contextlib.suppress(OSError):
        lock = _locked(path)
        shutil.rmtree(path, ignore_errors=True)
        os.close(lock)
