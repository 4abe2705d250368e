"""``cnncheck fuzz``: problems that nobody chose, and the smallest that fails."""

from __future__ import annotations

import contextlib
from typing import Annotated

import typer

from cnncheck.cli import shared_options as options
from cnncheck.cli.code import NOTHING_TYPED, Code, takes_code

EPILOG = (
    "Exit codes: 0 nothing failed, 1 something did, 2 bad usage, 3 nothing was drawn, "
    "4 cnncheck or a reference failed. Needs: pip install 'cnncheck\\[fuzz]'."
)


@takes_code(without=["submission_timeout", "require_all"])
def fuzz(
    operator: Annotated[
        str,
        typer.Argument(
            metavar="[OPERATOR]",
            help="Such as conv2d; by default all operators, one after the other.",
            show_default=False,
        ),
    ] = "",
    passes: options.Passes = [],
    dtype: options.Dtypes = [],
    max_examples: Annotated[
        int,
        typer.Option(
            metavar="N", min=1, help="How many cases to draw, shared among the operators."
        ),
    ] = 1000,
    seed: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=2**32 - 1,
            help="Draw the same cases as before; without it each run draws a new seed, and shows it.",
            show_default=False,
        ),
    ] = None,
    time: Annotated[
        float,
        typer.Option(metavar="SECONDS", min=0.1, help="How long to draw and to shrink."),
    ] = 60.0,
    impl: options.Implementation = None,
    code: Code = NOTHING_TYPED,
    reference: options.Reference = options.ReferenceName.TORCH,
    save: Annotated[
        str,
        typer.Option(
            "--save",
            metavar="FILE",
            help="Write the smallest failing cases as YAML.",
            rich_help_panel="Output",
        ),
    ] = "",
    report: options.Report = [],
    verbose: options.Verbose = 0,
    quiet: options.Quiet = False,
    no_color: options.NoColor = False,
) -> None:
    """Look for a problem that an implementation gets wrong.

    Shapes, strides, paddings, values (ties, NaN and infinities among them), dtypes and memory
    layouts are drawn at random, and what fails is shrunk to the smallest case that fails alike.

    Example: cnncheck fuzz conv2d --impl solution.py --save found.yaml
    """
    with contextlib.ExitStack() as stack:
        # Both sides have processes, which start before anything else is imported: torch takes longest.
        code.begin(stack)
        believed = reference.opened(stack, store=False)  # the same problem is never drawn again
        from cnncheck.cli.output import Output
        from cnncheck.fuzzing.fuzz_source import FuzzRequest, fuzz_source

        fuzz_source(
            FuzzRequest(
                operator=operator,
                passes=tuple(passes),
                dtypes=tuple(each.value for each in dtype),  # type: ignore[misc]
                max_examples=max_examples,
                seed=seed,
                seconds=time,
                source=code.source(impl),
                options=code.options(),
                reference=believed,
                save=save,
                output=Output(tuple(report), verbose, quiet, no_color),
            )
        )
