"""Which submissions there are, and what they are called."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cnncheck.errors import UsageError, Where
from cnncheck.files import absence
from cnncheck.operators import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SUFFIXES = (".py", ".ipynb")

_NOT_THEIRS = {"__pycache__", "__MACOSX"}


@dataclass(frozen=True, slots=True)
class Submission:
    """Somebody's work: a file, a folder or a notebook.

    Attributes
    ----------
    name : str
        What reports call it; unique within a batch.
    path : Path
        As given.
    """

    name: str
    path: Path

    @property
    def place(self) -> str:
        """The absolute path, by which a journal knows the submission again."""
        return str(_place(self.path))


@dataclass(frozen=True, slots=True)
class Found:
    """Submissions that the arguments name.

    Attributes
    ----------
    submissions : tuple of Submission
        In the order given; the entries of a folder by name.
    repeated : tuple of str
        Arguments that name a submission which was named before; they are graded once.
    left_out : tuple of str
        Entries of the folder that are no submission, such as ``grades.txt``.
    folder : str
        The folder whose entries these are; empty if the arguments are the submissions.
    """

    submissions: tuple[Submission, ...]
    repeated: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    folder: str = ""


def find_submissions(arguments: Sequence[str | Path], *, one: bool = False) -> Found:
    """Say which submissions the arguments mean.

    A single folder holds submissions: each of its entries is one. It is one submission itself
    when `one` says so, or when a file in it is named after a checked function
    (``convolution2D.py``). Several arguments are a submission each.

    Parameters
    ----------
    arguments : sequence of path
        At least one.
    one : bool
        Whether a single folder is one submission.

    Raises
    ------
    UsageError
        When a path is not there or is nothing that can be graded, or a folder has no submission.
    """
    paths = [Path(argument) for argument in arguments]
    if one and len(paths) > 1:
        raise UsageError(
            f"--one was given with {len(paths)} submissions",
            "leave it out: with several arguments each is one submission",
        )
    for path in paths:
        _check(path)
    if len(paths) == 1 and paths[0].is_dir() and not (one or _is_one(paths[0])):
        return _entries(paths[0])
    return _named(paths)


def _check(path: Path) -> None:
    if not os.path.exists(path):
        why = absence(path)
        what = f"this {why}" if why else "there is no such submission"
        raise UsageError(what, "check the path", Where(str(path)))
    if not _is_submission(path):
        raise UsageError(
            "this is neither a .py file, nor an .ipynb notebook, nor a folder",
            "name submissions, or the one folder that holds them",
            Where(str(path)),
        )


def _is_submission(path: Path) -> bool:
    return os.path.isdir(path) or (os.path.isfile(path) and path.suffix in SUFFIXES)


def _is_one(folder: Path) -> bool:
    return any(os.path.isfile(folder / f"{name}.py") for name in FUNCTIONS)


def _entries(folder: Path) -> Found:
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        what = f"the folder cannot be read: {(error.strerror or '').lower()}"
        raise UsageError(what, "check its permissions", Where(str(folder))) from None
    entries = [
        folder / name for name in names if not name.startswith(".") and name not in _NOT_THEIRS
    ]
    chosen = [entry for entry in entries if _is_submission(entry)]
    left_out = tuple(entry.name for entry in entries if entry not in chosen)
    if not chosen:
        raise UsageError(
            "the folder has no submissions" + (f", only {_some(left_out)}" if left_out else ""),
            "each .py file, .ipynb notebook or folder in it would be one",
            Where(str(folder)),
        )
    submissions = tuple(Submission(entry.name, entry) for entry in chosen)
    return Found(submissions, left_out=left_out, folder=str(folder))


def _named(paths: Sequence[Path]) -> Found:
    first: dict[Path, Path] = {}
    repeated = [str(path) for path in paths if first.setdefault(_place(path), path) is not path]
    return Found(
        tuple(
            Submission(name, path) for name, path in zip(_names(first), first.values(), strict=True)
        ),
        repeated=tuple(repeated),
    )


def _place(path: Path) -> Path:
    """Return where a submission is; one that is a link is another than what it points to."""
    return path.parent.resolve() / path.name if path.is_symlink() else path.resolve()


def _names(places: Iterable[Path]) -> list[str]:
    """Name each path as seen from the deepest folder that holds them all."""
    places = list(places)
    root = os.path.commonpath([place.parent for place in places])
    return [place.relative_to(root).as_posix() for place in places]


def _some(names: Sequence[str], limit: int = 5) -> str:
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more
