"""From the paths that a person gave to the case files that they mean."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from cnncheck.errors import UsageError, Where
from cnncheck.files import absence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cnncheck.errors import CnncheckError

    PathLike = str | os.PathLike[str]

SUFFIXES = (".yaml", ".yml")
NOT_ENTERED = ("bench", "networks", "narrow-types", "integers")
"""Folders of these names hold large problems, to be timed or of whole networks, or what most code is
never meant for; they are read only when named."""


def find_case_files(
    paths: PathLike | Sequence[PathLike],
) -> tuple[list[str], list[CnncheckError]]:
    """Find the case files that paths stand for.

    Parameters
    ----------
    paths : path or sequence of path
        Files are taken whatever they are called. Folders are searched, with their sub-folders,
        for ``*.yaml`` and ``*.yml``, leaving out hidden ones and those of
        `NOT_ENTERED`.

    Returns
    -------
    files : list of str
        Each once, in the order given; those of one folder sorted.
    problems : list of CnncheckError
        Paths that do not exist, and folders without any case file.
    """
    given = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    found: dict[tuple[int, int] | str, str] = {}
    problems: list[CnncheckError] = []
    for path in (os.fspath(path) for path in given):
        try:
            files = _files(path)
        except UsageError as problem:
            problems.append(problem)
            continue
        for file in files:
            found.setdefault(os.path.realpath(file), file)
    return list(found.values()), problems


def shown_path(file: str) -> str:
    """Return the path as cases carry it: relative to the current folder when below it."""
    try:
        return Path(os.path.abspath(file)).relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):  # elsewhere, or the current folder is gone
        return Path(file).as_posix()


def _files(path: str) -> Sequence[str]:
    if "\0" in path or not os.path.lexists(path):
        why = absence(path)
        what = f"this {why}" if why else "there is no such file or folder"
        raise UsageError(what, _neighbour(path), Where(path))
    if not os.path.isdir(path):
        return [path]
    files = list(_search(path))
    if not files:
        raise UsageError(
            f"there is no case file (*{', *'.join(SUFFIXES)}) in this folder",
            _advice(path),
            Where(path),
        )
    return files


def _search(folder: str) -> Iterator[str]:
    """Case files of a folder and those below it, each real folder entered once."""
    entered: set[str] = set()
    waiting = [folder]
    while waiting:
        folder = waiting.pop()
        real = os.path.realpath(folder)
        if real in entered:
            continue
        entered.add(real)
        below = []
        for name in _names(folder):
            path = os.path.join(folder, name)
            if name.startswith("."):
                continue
            if os.path.isdir(path):
                below += [path] if name not in NOT_ENTERED else []
            elif name.endswith(SUFFIXES):
                yield path
        waiting += reversed(below)


def _names(folder: str) -> Iterable[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError as error:
        raise UsageError(
            f"the folder cannot be read: {error.strerror}", "check its permissions", Where(folder)
        ) from None


def _advice(folder: str) -> str:
    below = [each for each in NOT_ENTERED if os.path.isdir(os.path.join(folder, each))]
    if below:
        return f"name {below[0]} itself to read the files in it"
    return "name a folder that holds some"


def _neighbour(path: str) -> str:
    from difflib import get_close_matches

    folder, name = os.path.split(path)
    try:
        close = get_close_matches(name, os.listdir(folder or "."), n=1, cutoff=0.7)
    except (OSError, ValueError):
        close = []
    if close:
        return f"did you mean {os.path.join(folder, close[0])!r}?"
    return "check the path"
