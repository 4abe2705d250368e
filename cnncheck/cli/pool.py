"""``cnncheck pool``: one max pooling from the command line, both passes."""

from __future__ import annotations

from typing import Annotated

import typer

from cnncheck.cli import options
from cnncheck.cli.code import NOTHING_TYPED, Code, takes_code

EPILOG = "The defaults are the notebook's pooling case."


@takes_code(without=["submission_timeout"])
def pool(
    input_: options.Input = (2, 3, 23, 23),
    window: Annotated[
        int,
        typer.Option(
            "--window", min=1, help="Side of the square window.", rich_help_panel="Problem"
        ),
    ] = 2,
    stride: Annotated[
        int,
        typer.Option("--stride", min=1, help="Step in both directions.", rich_help_panel="Problem"),
    ] = 11,
    seed: options.Seed = 1975,
    dtype: options.DtypeOption = options.Dtype.FLOAT64,
    fill: options.FillOption = options.Fill.UNIFORM,
    passes: options.Passes = [],
    save: options.Save = "",
    impl: options.Implementation = None,
    code: Code = NOTHING_TYPED,
    report: options.Report = [],
    verbose: options.Verbose = 0,
    quiet: options.Quiet = False,
    no_color: options.NoColor = False,
) -> None:
    """Check one max pooling and its gradient.

    Example: cnncheck pool --window 3 --stride 2 --fill ties
    """
    from cnncheck.references.stored import stored_torch

    with stored_torch() as reference:
        from cnncheck.cli.adhoc import check_problem
        from cnncheck.cli.output import Output

        check_problem(
            "max_pool2d",
            {
                "input": input_,
                "window": window,
                "stride": (stride, stride),
                "seed": seed,
                "dtype": dtype.value,
                "fill": fill.value,
            },
            command="pool",
            passes=passes,
            save=save,
            impl=code.source(impl),
            options=code.options(),
            reference=reference,
            output=Output(tuple(report), verbose, quiet, no_color),
        )
