"""Files below a folder, read so that nothing outside of it ever is.

The person who hands in a folder chooses what lies in it: links to other people's files, pipes that
nobody writes to, devices without an end. Every name is walked one component at a time from a folder that
is held open, and what is read is the very descriptor that was looked at, so that nothing can be
exchanged in between. Links are followed as long as they stay inside.

Mounts are crossed: to make one takes privileges, and it was made by whoever runs the machine.
"""

from __future__ import annotations

import errno
import itertools
import os
import stat
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_DEEP = 32
MOST_ENTRIES = 100_000

_MOST_LINKS = 40
_WALKS = os.open in os.supports_dir_fd  # not on Windows
_FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
_FILE = _FLAGS | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_FOLDER = _FLAGS | getattr(os, "O_DIRECTORY", 0)
_PASSED = _FOLDER | getattr(os, "O_PATH", 0)  # a folder that need not be listed


class RefusedError(Exception):
    """A file that is not read, or a folder that is not searched.

    Parameters
    ----------
    what : str
        Goes on after the file's name.
    hint : str, optional
        What to do next.
    """

    def __init__(self, what: str, hint: str | None = None) -> None:
        super().__init__(what)
        self.what, self.hint = what, hint


class Beneath:
    """A folder that is held open.

    Parameters
    ----------
    root : str
        Its real path; a link that has come to its place is not followed.
    links : bool
        Whether links are followed that stay inside.

    Attributes
    ----------
    linked : list of str
        Links to folders that `names` has met, and has not entered.

    Raises
    ------
    OSError
    """

    def __init__(self, root: str, *, links: bool = True) -> None:
        self._path = root
        self.linked: list[str] = []
        self._most_links = _MOST_LINKS if links else 0
        self._root = os.open(root, _PASSED) if _WALKS else -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        if _WALKS:
            os.close(self._root)

    def read(self, name: str, most: int) -> bytes:
        """Return what a regular file holds.

        Parameters
        ----------
        name : str
            Below the root, with ``/``.
        most : int
            Bytes.

        Raises
        ------
        RefusedError
            When the name leads out of the folder or to something else, or the file is larger.
        OSError
        """
        with open(self._open(name), "rb") as file:
            data = file.read(most + 1)
            if len(data) > most:
                size = max(len(data), os.fstat(file.fileno()).st_size)
                raise RefusedError(f"has {size:,} bytes, at most {most:,} are read")
            return data

    def names(self, keep: Callable[[str], bool], enter: Callable[[str], bool]) -> Iterator[str]:
        """Yield the paths of files: those of a folder, then those of the folders in it.

        Parameters
        ----------
        keep, enter : callable
            Say by their bare names which files, and which folders, are wanted. Links to folders
            are not entered, nor are virtual environments, whatever they are called.

        Raises
        ------
        RefusedError
        OSError
        """
        seen = 0
        waiting = [PurePosixPath()]
        while waiting:
            folder = waiting.pop()
            if len(folder.parts) > MOST_DEEP:
                raise RefusedError(f"has folders that are more than {MOST_DEEP} deep")
            kinds = self._entries(folder, MOST_ENTRIES - seen)
            seen += len(kinds)
            if folder.parts and "pyvenv.cfg" in kinds:
                continue
            for name, is_folder in sorted(kinds.items()):
                if not is_folder and keep(name) and self._is_there(str(folder / name)):
                    yield str(folder / name)
                if is_folder is None and enter(name):
                    self.linked.append(str(folder / name))
            folders = sorted(name for name, is_folder in kinds.items() if is_folder and enter(name))
            waiting += [folder / name for name in reversed(folders)]

    def _entries(self, folder: PurePosixPath, most: int) -> dict[str, bool | None]:
        """Return what a folder holds, and whether each is a folder; ``None`` for a link to one."""
        place = None
        try:
            place = self._descend(folder.parts, _FOLDER) if _WALKS else None
            with os.scandir(Path(self._path, folder) if place is None else place) as entries:
                found = list(itertools.islice(entries, most + 1))
            if len(found) > most:
                raise RefusedError(f"has more than {MOST_ENTRIES:,} files and folders")
            return {entry.name: _is_folder(entry) for entry in found}
        except OSError as error:
            raise RefusedError(
                f"has a folder that cannot be read, {folder}: {error.strerror}",
                "check its permissions",
            ) from None
        finally:
            if place is not None:
                os.close(place)

    def _is_there(self, name: str) -> bool:
        """Say whether a name leads to anything but a folder."""
        try:
            os.close(self._open(name))
        except (FileNotFoundError, IsADirectoryError):
            return False
        except (OSError, RefusedError):
            return True  # reading it says what is wrong
        return True

    def _open(self, name: str) -> int:
        parts = PurePosixPath(name).parts
        if not _WALKS:
            path = Path(self._path, *parts).resolve()
            if not path.is_relative_to(self._path):
                raise _outside()
            return os.open(path, _FILE)
        place = self._descend(parts, _FILE)
        try:
            self._check(os.fstat(place))
        except BaseException:
            os.close(place)
            raise
        return place

    def _descend(self, names: tuple[str, ...], flags: int) -> int:
        """Open what a path leads to; ``openat2`` with RESOLVE_BENEATH, for every system."""
        folders = [os.dup(self._root)]
        ahead, links = list(reversed(names)) or ["."], 0
        try:
            while ahead:
                name = ahead.pop()
                if name == "..":
                    if len(folders) == 1:
                        raise _outside()
                    os.close(folders.pop())
                    continue
                mode = os.stat(name, dir_fd=folders[-1], follow_symlinks=False).st_mode
                if stat.S_ISLNK(mode):
                    links += 1
                    target = os.readlink(name, dir_fd=folders[-1])
                    if links > self._most_links:
                        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
                    if target.startswith("/"):
                        target = self._within(target)
                        while len(folders) > 1:
                            os.close(folders.pop())
                    ahead += reversed([part for part in target.split("/") if part not in ("", ".")])
                elif ahead:
                    folders.append(os.open(name, _PASSED, dir_fd=folders[-1]))
                elif stat.S_ISREG(mode) or stat.S_ISDIR(mode):
                    return os.open(name, flags, dir_fd=folders[-1])
                else:  # not even opened: that alone makes some devices do something
                    raise _irregular()
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        finally:
            for folder in folders:
                os.close(folder)

    def _within(self, target: str) -> str:
        """Turn an absolute path into one from the root, if it can be."""
        path = PurePosixPath(target)
        if not path.is_relative_to(self._path):
            raise _outside()
        return str(path.relative_to(self._path))

    def _check(self, status: os.stat_result) -> None:
        """Refuse what is no file, or one that was lent to the folder from elsewhere.

        Installers and backups give files second names too, but do not mix owners: only where the
        folder is somebody else's can its owner have made a name for what is not theirs to read.
        """
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(status.st_mode):
            raise _irregular()
        owner = os.fstat(self._root).st_uid
        if status.st_nlink > 1 and owner not in (status.st_uid, os.geteuid()):
            raise RefusedError(
                "is a second name of a file that belongs to somebody else",
                "put a copy there; code under test must not choose what is read",
            )


def _is_folder(entry: os.DirEntry[str]) -> bool | None:
    """Whether an entry is a folder itself; ``None`` for a link to one."""
    if not entry.is_symlink():
        return entry.is_dir()
    try:
        return None if entry.is_dir() else False
    except OSError:  # a link to itself
        return False


def _outside() -> RefusedError:
    return RefusedError(
        "is a link to a place outside of the folder",
        "put the file itself there; code under test must not choose what is read",
    )


def _irregular() -> RefusedError:
    return RefusedError("is not a regular file", "put a plain file there, or take it away")
