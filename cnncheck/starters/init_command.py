"""``cnncheck init``: something to begin with."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from cnncheck.starters.blanks import DIALECTS

EPILOG = "Nothing is ever overwritten without --force."


class Kind(StrEnum):
    """Starters that there are."""

    SOLUTION = "solution"
    NOTEBOOK = "notebook"
    CASES = "cases"
    CI = "ci"
    DIALECT = "dialect"


def init(
    kinds: Annotated[
        list[Kind],
        typer.Argument(
            metavar="KIND...",
            help="solution: solution.py with the six functions, blank. notebook: the assignment "
            "with its points and check cells. cases: a case file with comments. ci: a GitHub "
            "Actions workflow. dialect: my.yaml, how the functions of --impl are called.",
            show_default=False,
        ),
    ],
    folder: Annotated[
        str, typer.Option("--dir", metavar="FOLDER", help="Where to write; made if missing.")
    ] = ".",
    dialect: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help=f"The dialect to write the solution in: {', '.join(DIALECTS[:-1])}, or "
            f"{DIALECTS[-1]}.",
        ),
    ] = DIALECTS[0],
    impl: Annotated[
        str,
        typer.Option(
            metavar="FILE",
            help="The .py file or notebook whose functions the dialect is for.",
            show_default=False,
        ),
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace files that exist.")] = False,
) -> None:
    """Write a blank solution, the assignment, a case file, a CI workflow, or a dialect.

    Example: cnncheck init solution cases
    Example: cnncheck init notebook --dir course
    Example: cnncheck init solution --dialect cs231n
    Example: cnncheck init dialect --impl kernels.py
    """
    from cnncheck.starters.initialising import write_starters

    write_starters([kind.value for kind in kinds], folder, dialect, impl, force=force)
