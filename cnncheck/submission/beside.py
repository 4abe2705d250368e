"""What lies beside a checked file and is named in it: helper modules, libraries, data.

Run by hand, a file finds all that lies beside it. Checked, it finds what its text names, for an
exercise may lie in a folder with other people's, or at home. Case files are never among it.
"""

from __future__ import annotations

import itertools
import os
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from cnncheck.submission.beneath import Beneath, RefusedError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

MOST_FILES = 500
"""Files that are taken along, and of one folder."""

MOST_BYTES = 32 << 20

MOST_ABOVE = 5
"""Folders from a file upwards in which its package may begin."""

_UPWARDS = re.compile(r"^\s*from\s+(\.\.+)", re.M)
_SOURCES = (".py", ".ipynb")
_CASE_FILES = (".yaml", ".yml")
_NOT_TAKEN = {"cases", "__pycache__", "node_modules", "site-packages", "build", "dist"}
_NOT_TAKEN |= {"venv", "env"}


def named_beside(root: str, files: Iterable[str]) -> list[str]:
    """Find what files name that lies in the same folder, and what that names in its turn.

    Parameters
    ----------
    root : str
        A real path.
    files : iterable of str
        Below `root`, to begin with.

    Returns
    -------
    list of str
        Further files below `root`, with ``/``, up to `MOST_FILES` and `MOST_BYTES` in all. A
        folder is taken whole or not at all.
    """
    waiting, found, room = list(files), dict.fromkeys(files), _Room()
    with os.scandir(root) as scanned:
        entries = sorted(entry.name for entry in scanned if _is_theirs(entry.name))
    while waiting:
        text = _text(root, waiting.pop())
        for entry in [each for each in entries if is_named(each, text)]:
            entries.remove(entry)
            below = [name for name in _below(root, entry) if name not in found]
            if room.takes([Path(root, name) for name in below]):
                found.update(dict.fromkeys(below))
                waiting += below
    return [name for name in found if name not in set(files)]


def named_inside(root: str, files: Iterable[str]) -> list[str]:
    """Find what the source files of a folder name among all the other files in it.

    Parameters
    ----------
    root : str
        A real path.
    files : iterable of str
        Its source files.

    Returns
    -------
    list of str
        As from `named_beside`.
    """
    known, room = set(files), _Room()
    text = "\n".join(_text(root, name) for name in known)
    with Beneath(root) as folder:
        others = [name for name in folder.names(_is_theirs, _is_theirs) if name not in known]
    return [
        name
        for name in others
        if not name.endswith(_SOURCES)
        and is_named(PurePosixPath(name).name, text)
        and room.takes([Path(root, name)])
    ]


def package_root(path: Path, known: Collection[str]) -> Path:
    """Return the folder that a file's imports start from: the one above its package.

    Parameters
    ----------
    path : Path
        A real path.
    known : collection of str
        Packages that are really imported: a folder of such a name is none of them.

    Returns
    -------
    Path
        The file's own folder, where it does not speak of a package that it is in, by its name or
        by two dots and more.
    """
    text = _text(str(path.parent), path.name)
    home = Path(os.path.expanduser("~"))  # is nobody's package, whatever code says
    above = [each for each in path.parents[:MOST_ABOVE] if not home.is_relative_to(each)]
    dots = max((len(found) for found in _UPWARDS.findall(text)), default=1)
    packages = above[1:dots] if dots <= len(above) else []
    packages += [
        each for each in above if each.name not in known and _imports_from(text, each.name)
    ]
    return min(
        (each.parent for each in packages), key=lambda root: len(root.parts), default=path.parent
    )


def _imports_from(text: str, package: str) -> bool:
    word = re.escape(package)
    return bool(
        word and re.search(rf"^\s*(?:from|import)\s+{word}(?:\.\w|\s+import\b)", text, re.M)
    )


def is_named(name: str, text: str) -> bool:
    """Whether a text names a file: by its name up to the first dot, or by its ending alone.

    ``libconv.so`` is named by ``load_library("libconv", here)`` and by ``f"lib{name}.so"``.
    """
    stem, _, ending = name.partition(".")
    words = [stem] if not ending or name.endswith(_SOURCES) else [stem, "." + ending]
    return any(
        word in text and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) for word in words
    )


class _Room:
    """Room for more files."""

    def __init__(self) -> None:
        self._files, self._bytes = MOST_FILES, MOST_BYTES

    def takes(self, paths: list[Path]) -> bool:
        """Take files, unless they are too many or too large."""
        total = sum(path.stat().st_size for path in paths)
        if len(paths) > self._files or total > self._bytes:
            return False
        self._files, self._bytes = self._files - len(paths), self._bytes - total
        return True


def _text(root: str, name: str) -> str:
    if not name.endswith(_SOURCES):
        return ""
    try:
        with Beneath(root) as folder:
            return folder.read(name, MOST_BYTES).decode("utf-8", "replace")
    except (RefusedError, OSError):
        return ""  # reading it for good says what is wrong


def _is_theirs(name: str) -> bool:
    return not (name.startswith(".") or name in _NOT_TAKEN or name.endswith(_CASE_FILES))


def _below(root: str, name: str) -> list[str]:
    """Return a file, or the files of a folder; one too many tells that there are too many."""
    place = Path(root, name)
    if place.is_file():
        return [name]
    if place.is_symlink() or not place.is_dir() or (place / "pyvenv.cfg").exists():
        return []
    try:
        with Beneath(str(place)) as folder:
            inside = itertools.islice(folder.names(_is_theirs, _is_theirs), MOST_FILES + 1)
            return [f"{name}/{each}" for each in inside]
    except (RefusedError, OSError):
        return []
