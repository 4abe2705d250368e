"""The options that several commands share, each written once."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from cnncheck.cli.completion import complete_case, complete_operator, complete_pass, complete_tag
from cnncheck.operators import case
from cnncheck.report.formats import FORMATS

if TYPE_CHECKING:
    from contextlib import ExitStack

    from cnncheck.references import AsksAhead


Dtype = StrEnum("Dtype", {each.upper(): each for each in get_args(case.Dtype)})  # type: ignore[misc]
"""Dtypes that a case can have."""
Accumulator = StrEnum("Accumulator", {each.upper(): each for each in get_args(case.Accumulator)})  # type: ignore[misc]
"""What sums of values of a narrow dtype may be kept in."""

Fill = StrEnum("Fill", {each.upper(): each for each in get_args(case.Fill)})  # type: ignore[misc]
"""Ways to fill the inputs."""


class ReferenceName(StrEnum):
    """Reference to believe."""

    TORCH = "torch"
    DEFINITION = "definition"

    def opened(self, stack: ExitStack, *, store: bool) -> str | AsksAhead:
        """Open torch behind the store of its answers, until the stack ends; else return the name.

        With `store` false only this run's answers are remembered.
        """
        if self is not ReferenceName.TORCH:
            return self.value
        from cnncheck.references.stored import stored_torch

        return stack.enter_context(stored_torch(store=store))


_OUTPUT = "Output"
_CODE = "Code under test"
PROBLEM = "Problem"
*_FIRST, _LAST = FORMATS

Report = Annotated[
    list[str],
    typer.Option(
        "--report",
        metavar="FORMAT[:FILE]",
        help=f"Also write a report: {', '.join(_FIRST)} or {_LAST}, to FILE or to standard output. "
        "May be given several times.",
        rich_help_panel=_OUTPUT,
    ),
]
Verbose = Annotated[
    int,
    typer.Option(
        "-v",
        "--verbose",
        count=True,
        show_default=False,
        help="Show every case on its own row, and PyTorch's own error in the case's dtype.",
        rich_help_panel=_OUTPUT,
    ),
]
Quiet = Annotated[
    bool,
    typer.Option(
        "-q", "--quiet", help="Show failures and the summary only.", rich_help_panel=_OUTPUT
    ),
]
Tables = Annotated[
    bool,
    typer.Option(
        "--tables",
        help="Show the tables of shapes and errors also where many cases ran and some failed.",
        rich_help_panel=_OUTPUT,
    ),
]
NoColor = Annotated[
    bool,
    typer.Option(
        "--no-color", help="Write no colours (so does NO_COLOR).", rich_help_panel=_OUTPUT
    ),
]
Implementation = Annotated[
    str | None,
    typer.Option(
        "--impl",
        metavar="SOURCE",
        help="The code to check: builtin, a .py file, a folder, an .ipynb notebook, or a module.",
        show_default="builtin, or what --bind names",
        rich_help_panel=_CODE,
    ),
]
Implementations = Annotated[
    list[str],
    typer.Option(
        "--impl",
        metavar="SOURCE",
        help="The code to check: builtin, a .py file, a folder, an .ipynb notebook, or a module. "
        "Several stand side by side.",
        show_default="builtin, or what --bind names",
        rich_help_panel=_CODE,
    ),
]
Dask = Annotated[
    str,
    typer.Option(
        "--dask",
        metavar="ADDRESS",
        help="Work on the Dask cluster whose scheduler is there (needs cnncheck\\[dask]); its "
        "workers need cnncheck, and no files.",
        show_default=False,
    ),
]
Seed = Annotated[
    int,
    typer.Option(
        "--seed", min=0, max=2**32 - 1, help="Seed of the inputs.", rich_help_panel=PROBLEM
    ),
]
Dtypes = Annotated[
    list[Dtype],
    typer.Option("--dtype", help="Only this dtype.", rich_help_panel="Which cases"),
]
DtypeOption = Annotated[
    Dtype, typer.Option("--dtype", help="Dtype of the inputs.", rich_help_panel=PROBLEM)
]
UnbatchedOption = Annotated[
    bool,
    typer.Option(
        "--unbatched",
        help="Hand over one image without N, and expect such results.",
        rich_help_panel=PROBLEM,
    ),
]
AccumulateOption = Annotated[
    Accumulator | None,
    typer.Option(
        "--accumulate",
        help="What sums are kept in: of float16 and bfloat16 float32 unless said, of int8 int32.",
        show_default=False,
        rich_help_panel=PROBLEM,
    ),
]
FillOption = Annotated[
    Fill,
    typer.Option(
        "--fill", help="What the inputs hold; integers where they are.", rich_help_panel=PROBLEM
    ),
]
Passes = Annotated[
    list[str],
    typer.Option("--pass", metavar="PASS", help="Only this pass.", rich_help_panel=PROBLEM),
]
Save = Annotated[
    str,
    typer.Option(
        "--save", metavar="FILE", help="Also write the case as YAML.", rich_help_panel=_OUTPUT
    ),
]
NoStore = Annotated[
    bool,
    typer.Option(
        "--no-store",
        help="Ask torch every question again, and use none of its stored answers.",
    ),
]
Reference = Annotated[
    ReferenceName,
    typer.Option(
        "--reference",
        envvar="CNNCHECK_REFERENCE",
        help="What results are compared with; definition needs no torch.",
    ),
]


CASES_PANEL = "Which cases"

OnlyOperators = Annotated[
    list[str],
    typer.Option(
        "--operator",
        metavar="NAME",
        help="Only this operator.",
        rich_help_panel=CASES_PANEL,
        autocompletion=complete_operator,
    ),
]
OnlyPasses = Annotated[
    list[str],
    typer.Option(
        "--pass",
        metavar="NAME",
        help="Only this pass.",
        rich_help_panel=CASES_PANEL,
        autocompletion=complete_pass,
    ),
]
OnlyTags = Annotated[
    list[str],
    typer.Option(
        "--tag",
        metavar="TAG",
        help="Only cases with this tag.",
        rich_help_panel=CASES_PANEL,
        autocompletion=complete_tag,
    ),
]
OnlyCases = Annotated[
    list[str],
    typer.Option(
        "--case",
        metavar="GLOB",
        help="Only cases whose name or id is this, or matches it with * and ?.",
        rich_help_panel=CASES_PANEL,
        autocompletion=complete_case,
    ),
]
