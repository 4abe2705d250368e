"""The options that choose among the cases of files, each written once."""

from __future__ import annotations

from typing import Annotated

import typer

from cnncheck.cli.completion import complete_case, complete_operator, complete_pass, complete_tag

PANEL = "Which cases"

Operators = Annotated[
    list[str],
    typer.Option(
        "--operator",
        metavar="NAME",
        help="Only this operator.",
        rich_help_panel=PANEL,
        autocompletion=complete_operator,
    ),
]
Passes = Annotated[
    list[str],
    typer.Option(
        "--pass",
        metavar="NAME",
        help="Only this pass.",
        rich_help_panel=PANEL,
        autocompletion=complete_pass,
    ),
]
Tags = Annotated[
    list[str],
    typer.Option(
        "--tag",
        metavar="TAG",
        help="Only cases with this tag.",
        rich_help_panel=PANEL,
        autocompletion=complete_tag,
    ),
]
Cases = Annotated[
    list[str],
    typer.Option(
        "--case",
        metavar="GLOB",
        help="Only cases whose name or id is this, or matches it with * and ?.",
        rich_help_panel=PANEL,
        autocompletion=complete_case,
    ),
]
