"""Writing starters: all of what was asked for, or nothing."""

from __future__ import annotations

import os
import shlex
import sys
from typing import TYPE_CHECKING

from cnncheck.cli.process import still_writing
from cnncheck.errors import UsageError
from cnncheck.rendering.atomic import write_atomically
from cnncheck.starters.blanks import DIALECTS
from cnncheck.starters.starter_files import STARTERS, dialect_of, solution_in

if TYPE_CHECKING:
    from collections.abc import Sequence


def write_starters(
    kinds: Sequence[str], folder: str, dialect: str = DIALECTS[0], impl: str = "", *, force: bool
) -> None:
    """Write the files of some starters and say what to do with them.

    Parameters
    ----------
    kinds : sequence of str
        Keys of `STARTERS`.
    folder : str
    dialect : str, optional
        In which the solution is.
    impl : str, optional
        Whose functions the dialect is for that is written.
    force : bool
        Whether files that exist are replaced.

    Raises
    ------
    UsageError
        When a file exists, before anything is written; or a place cannot be written to.
    """
    kinds = list(dict.fromkeys(kinds))
    starters = {**STARTERS, "solution": solution_in(dialect), "dialect": dialect_of(impl)}
    if dialect != DIALECTS[0] and "solution" not in kinds:
        raise UsageError(
            f"--dialect {dialect} is for a solution, which is not asked for",
            f"write: cnncheck init solution --dialect {dialect}",
        )
    if ("dialect" in kinds) != bool(impl):
        raise UsageError(
            "a dialect is written for the functions of some code",
            "write: cnncheck init dialect --impl code.py",
        )
    texts = {
        os.path.join(folder, *name.split("/")) if folder != "." else name: text
        for kind in kinds
        for name, text in starters[kind].files.items()
    }
    taken = [path for path in texts if os.path.lexists(path)]
    if taken and not force:
        verb = "exists" if len(taken) == 1 else "exist"
        raise UsageError(
            f"{' and '.join(taken)} {verb} already; nothing was written",
            "choose another folder with --dir, or replace with --force",
        )
    whole = {path: text() for path, text in texts.items()}
    for path, text in whole.items():
        _make_folder(os.path.dirname(path))
        write_atomically(path, text)
    with still_writing():
        sys.stdout.writelines(f"wrote {path}\n" for path in texts)
        paths = iter(texts)
        for kind in kinds:
            first, *_ = [next(paths) for _ in starters[kind].files]
            sys.stdout.write(f"next, {starters[kind].next_step.format(shlex.quote(first))}\n")


def _make_folder(folder: str) -> None:
    try:
        os.makedirs(folder or ".", exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"the folder {folder} cannot be made: {(error.strerror or str(error)).lower()}",
            "choose another with --dir",
        ) from None
