"""Opening files that a person names: regular ones, of a bounded size, never waited for."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

from cnncheck.errors import UsageError, Where

if TYPE_CHECKING:
    from pathlib import Path

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
}


def open_regular(path: str | Path, flags: int = os.O_RDONLY, advice: str | None = None) -> int:
    """Open a regular file and return its descriptor.

    Parameters
    ----------
    path : str or Path
        Any: opening a pipe does not wait for its other end, a device is not read.
    flags : int, optional
        As for `os.open`.
    advice : str, optional
        What to do when there is no such file.

    Raises
    ------
    UsageError
        When it is not there, is no regular file, or may not be opened.
    """
    where = Where(str(path))
    never_waiting = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
    try:
        descriptor = os.open(path, flags | never_waiting | getattr(os, "O_BINARY", 0), 0o666)
    except FileNotFoundError:
        why = absence(path)
        what = f"this {why}" if why else "there is no such file"
        raise UsageError(what, advice, where) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL byte in the name
        if why := absence(path):
            raise UsageError(f"this {why}", advice, where) from None
        raise _unreadable(error, where) from None
    kind = stat.S_IFMT(os.fstat(descriptor).st_mode)
    if kind == stat.S_IFREG:
        return descriptor
    os.close(descriptor)
    raise UsageError(
        f"this is {_KINDS.get(kind, 'something else')}, expected a regular file",
        "name a file; what comes through a pipe can be saved to one first",
        where,
    )


def read_regular(path: str | Path, most: int, advice: str | None = None) -> bytes:
    """Read a regular file whole.

    Parameters
    ----------
    path : str or Path
    most : int
        Bytes that it may have.
    advice : str, optional
        What to do when there is no such file.

    Raises
    ------
    UsageError
        When it cannot be opened or read, or is larger.
    """
    where = Where(str(path))
    with os.fdopen(open_regular(path, advice=advice), "rb") as file:
        try:
            data = file.read(most + 1)
        except OSError as error:
            raise _unreadable(error, where) from None
    if len(data) > most:
        raise UsageError(f"the file is larger than {most >> 20} MiB", advice, where)
    return data


def absence(path: str | Path) -> str:
    """Say why nothing is found under a name, if there is more to say than that it is not there.

    Parameters
    ----------
    path : str or Path
        One that cannot be followed to a file or a folder.
    """
    try:
        os.stat(path)
    except (OSError, ValueError) as error:
        if getattr(error, "errno", 0) == errno.ELOOP:
            return "is a link that leads back to itself"
        if isinstance(error, PermissionError):
            return "lies in a folder that may not be entered"
        if isinstance(error, OSError) and os.path.islink(path):
            return f"is a link to {os.readlink(path)}, which is not there"
    return ""


def _unreadable(error: OSError | ValueError, where: Where) -> UsageError:
    reason = (error.strerror or "") if isinstance(error, OSError) else str(error)
    return UsageError(
        f"cannot be read: {reason.lower()}", "check the path and its permissions", where
    )
