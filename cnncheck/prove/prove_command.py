"""``cnncheck prove``: source in, and whether it is the formula for a shape, whatever the values."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from cnncheck.cli import shared_options as options
from cnncheck.cli.code import NOTHING_TYPED, Code, takes_code

EPILOG = (
    "Exit codes: 0 all proved, 1 something is wrong or refused, 2 bad usage or case file, "
    "3 nothing was asked, 4 cnncheck failed."
)


class Refusals(StrEnum):
    """Exit of a run with refusals."""

    FAIL = "fail"
    SKIP = "skip"


@takes_code(
    without=[
        "algorithm",
        "unsupported",
        "require_all",
        "time_limit",
        "submission_timeout",
    ]
)
def prove(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Case files and folders: their shapes are asked about. By default ./cases if "
            "there is one, else the cases that come with cnncheck.",
            show_default=False,
        ),
    ] = None,
    operator: options.OnlyOperators = [],
    passes: options.OnlyPasses = [],
    tag: options.OnlyTags = [],
    case: options.OnlyCases = [],
    seed: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=2**64 - 1,
            help="Draw the same prime and the same points as before; without it a seed from "
            "the system's entropy is taken, and shown.",
            show_default=False,
        ),
    ] = None,
    impl: options.Implementation = None,
    code: Code = NOTHING_TYPED,
    shapes: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=0,
            help="How many more shapes to ask about, chosen by the code's own numbers and branches.",
        ),
    ] = 64,
    refused: Annotated[
        Refusals,
        typer.Option(help="How to count code that looks at a value, or leaves NumPy."),
    ] = Refusals.FAIL,
    shrink_time: Annotated[
        float,
        typer.Option(
            metavar="SECONDS",
            min=0.1,
            help="How long to look for the smallest counterexample of each wrong function.",
        ),
    ] = 5.0,
    report: Annotated[
        list[str],
        typer.Option(
            metavar="FORMAT[:FILE]",
            help="Also write the proof: json or console, to FILE or to standard output.",
            rich_help_panel="Output",
        ),
    ] = [],
    no_color: options.NoColor = False,
) -> None:
    """Prove that source computes the formula for a shape, whatever the values.

    Functions run unchanged on elements of a prime field, which cannot be looked at. What comes out
    is the polynomial that they compute, at a random point; see cnncheck guide prove.

    Example: cnncheck prove cases/convolution.yaml --impl solution.py
    """
    from cnncheck.cases.selection import Selection
    from cnncheck.prove.prove_files import ProveRequest, prove_files

    prove_files(
        ProveRequest(
            paths=tuple(paths or ()),
            selection=Selection(
                operators=tuple(operator),
                passes=tuple(passes),
                tags=tuple(tag),
                cases=tuple(case),
            ),
            seed=seed,
            source=code.source(impl),
            options=code.options(),
            shapes=shapes,
            excuse_refused=refused is Refusals.SKIP,
            seconds=shrink_time,
            reports=tuple(report),
            no_color=no_color,
        )
    )
