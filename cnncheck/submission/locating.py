"""Where the functions of a submission are: the files that it has, and which defines what.

Imported by the worker process, and by this one when nothing is isolated.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from cnncheck.submission.distil import bound_at_top
from cnncheck.submission.source import LoadError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.submission.project import Project


@dataclass(frozen=True, slots=True)
class Layout:
    """Places of a submission's copies, as the supervisor tells the worker.

    Attributes
    ----------
    label : str
        What reports call it.
    root : str
        The folder with the private copies.
    files : tuple of str
        Below `root`, with ``/``.
    entry : str, optional
        The one file that is checked; ``None`` for a folder, where functions are looked for.
    bind : dict of str to str
        Function name to ``file.py:name`` or ``name``.
    allow : tuple of str
        Packages that may really be imported.
    known : tuple of str
        All functions that can be asked for: none is a misspelled other one.
    notes : tuple of str
        What a report says of the files.
    names : dict of str to str
        What functions are called, by what they are asked for, where no `bind` says otherwise.
    """

    label: str
    root: str
    files: tuple[str, ...]
    entry: str | None = None
    bind: dict[str, str] = field(default_factory=dict)
    allow: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)


class NoFileError(Exception):
    """A function is bound to a file that is not there."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


class MissingError(Exception):
    """A function is nowhere in a folder."""

    def __init__(self, found: set[str]) -> None:
        super().__init__(found)
        self.found = found


class Locator:
    """Finds the functions of one submission.

    Parameters
    ----------
    layout : Layout
    project : Project
        Its modules, parsed when looked at.
    """

    def __init__(self, layout: Layout, project: Project) -> None:
        self._layout = layout
        self._project = project

    def locate(self, function: str) -> tuple[str, str]:
        """Return the file and the name of a function.

        Raises
        ------
        NoFileError, MissingError
            When the file that it is bound to, or the function, is not there.
        LoadError
            When it may be in a file that cannot be read.
        """
        target = self._layout.bind.get(function, self._layout.names.get(function))
        file, _, name = (target or function).rpartition(":")
        if file:
            return self._bound_file(file, function), name
        if self._layout.entry is not None:
            return self._layout.entry, name
        return self._search(name), name

    def _bound_file(self, file: str, function: str) -> str:
        wanted = PurePosixPath(file.replace("\\", "/")).parts
        paths = {name: PurePosixPath(name).parts for name in self._layout.files}
        matches = [name for name, parts in paths.items() if parts[-len(wanted) :] == wanted]
        if not matches:
            raise NoFileError(
                f"{function} is bound to {file}, which {self._layout.label} does not have",
                f"It has {', '.join(sorted(self._layout.files)[:8])}.",
            )
        return min(matches, key=len)

    def _search(self, name: str) -> str:
        """Look in all files of a folder for the one that defines a name."""
        defining: dict[str, ast.stmt] = {}
        importing: dict[str, ast.stmt] = {}
        broken: list[LoadError] = []
        found: set[str] = set()
        for file in sorted(self._layout.files, key=_reading_order):
            if PurePosixPath(file).suffix != ".py":
                continue
            try:
                body = self._project.source(file).tree.body
            except LoadError as error:
                broken.append(error)
                continue
            for bound, node in bound_at_top(body):
                imports = isinstance(node, (ast.Import, ast.ImportFrom))
                if bound == name:
                    (importing if imports else defining)[file] = node
                elif isinstance(node, ast.FunctionDef):
                    found.add(bound)
        if not (candidates := defining or importing):
            if broken:
                raise broken[0]
            raise MissingError(found)
        return self._choose(name, candidates)

    def _choose(self, name: str, candidates: Mapping[str, ast.stmt]) -> str:
        """Prefer the file that is called like the function; say so where that is a guess."""
        named = [file for file in candidates if PurePosixPath(file).stem.lower() == name.lower()]
        chosen = (named or list(candidates))[0]
        if len({ast.dump(node) for node in candidates.values()}) > 1 and not named:
            note = (
                f"{name} is defined in {' and '.join(candidates)}; {chosen} was checked "
                f"(choose with --bind {name}=FILE:{name})"
            )
            if note not in [text for name, text in self._project.notes if name == chosen]:
                self._project.notes.append((chosen, note))
        return chosen


def _reading_order(file: str) -> tuple[bool, int, str]:
    """Put tests and copies last, and deeper folders after their parents."""
    path = PurePosixPath(file)
    aside = any(
        word in part.lower() for part in path.parts for word in ("test", "old", "backup", "copy")
    )
    return aside, len(path.parts), file
