"""Writing a file whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from cnncheck.errors import CnncheckError, UsageError


def write_atomically(path: str | Path, content: str | bytes) -> None:
    """Put content into a file so that a reader, or a power cut, never meets half of it.

    A temporary file in the same folder is written, synchronised with the disk, and renamed over
    the target. An existing file keeps its mode, a new one gets the umask's; a symbolic link stays
    one and its target is replaced. A device or a pipe (``/dev/stdout``) cannot be replaced and is
    written to directly.

    Parameters
    ----------
    path : str or Path
    content : str or bytes
        Text is written as UTF-8.

    Raises
    ------
    UsageError
        If the place cannot be written to: the folder is missing, or it is not allowed.
    CnncheckError
        If writing fails midway, as when the disk is full. The file is as it was before.
    """
    data = content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")
    target = Path(os.path.realpath(path))
    try:
        mode = target.stat().st_mode if target.exists() else None
        if mode is None or stat.S_ISREG(mode):
            _replace(target, data, mode)
        elif stat.S_ISDIR(mode):
            raise _is_folder(path)
        else:
            _write_through(target, data)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _explained(path, target, error) from error


def check_place(path: str | Path) -> None:
    """Say now what would keep a file from being written when there is something to write.

    Raises
    ------
    UsageError
        If its folder is missing or closed, its name is too long, or it is a folder.
    """
    target = Path(os.path.realpath(path))
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        mode = None
    except OSError as error:
        raise _explained(path, target, error) from error
    if mode is not None and stat.S_ISDIR(mode):
        raise _is_folder(path)
    if mode is not None and not stat.S_ISREG(mode):
        return
    if not target.parent.is_dir() or not os.access(target.parent, os.W_OK | os.X_OK):
        raise _explained(path, target, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))


def _is_folder(path: str | Path) -> UsageError:
    return UsageError(f"cannot write {path}: it is a folder", "name a file inside it")


def _replace(target: Path, data: bytes, mode: int | None) -> None:
    temporary = target.parent / f".cnncheck-{secrets.token_hex(6)}.tmp"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        try:
            if mode is not None:
                temporary.chmod(stat.S_IMODE(mode))
            _write_all(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(temporary, target)
    except BaseException:  # an interruption, too, must not leave the temporary file
        with suppress(OSError):
            temporary.unlink()
        raise


def _write_through(target: Path, data: bytes) -> None:
    """Write to a device, or to a pipe that somebody reads: one without a reader is not waited for."""
    descriptor = os.open(target, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
    try:
        os.set_blocking(descriptor, True)
        _write_all(descriptor, data)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _explained(path: str | Path, target: Path, error: OSError) -> CnncheckError:
    if not target.parent.is_dir():
        folder = Path(path).parent
        return UsageError(
            f"cannot write {path}: there is no folder {folder}", f"create it: mkdir -p '{folder}'"
        )
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return CnncheckError(
            f"cannot write {path}: the disk is full; nothing was changed",
            "make room, or name a file on another disk",
        )
    if error.errno == errno.ENXIO:
        return UsageError(f"cannot write {path}: nobody reads from it", "start its reader first")
    reason = (error.strerror or str(error)).lower()
    message = f"cannot write {path}: {reason}; nothing was changed"
    if error.errno == errno.ENAMETOOLONG:
        return UsageError(message, "give it a shorter name")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return UsageError(message, "name a file in a folder that you may write to")
    return CnncheckError(message, "try again, or name another file")
