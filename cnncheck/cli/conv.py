"""``cnncheck conv``: one convolution from the command line, all three passes."""

from __future__ import annotations

from typing import Annotated

import typer

from cnncheck.cli import options
from cnncheck.cli.code import NOTHING_TYPED, Code, takes_code

EPILOG = "The defaults are the notebook's forward case."


@takes_code(without=["submission_timeout"])
def conv(
    input_: options.Input = (2, 3, 23, 20),
    filter_: Annotated[
        options.Shape4,
        typer.Option("--filter", metavar="F C KH KW", min=1, rich_help_panel="Problem"),
    ] = (7, 3, 6, 6),
    stride: Annotated[
        options.Pair,
        typer.Option(
            "--stride",
            metavar="SH SW",
            min=1,
            help="Steps down and to the right.",
            rich_help_panel="Problem",
        ),
    ] = (3, 6),
    padding: options.Padding = (2, 3),
    seed: options.Seed = 1973,
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
    """Check one convolution and its gradients.

    Example: cnncheck conv --stride 3 6 --padding 2 3
    """
    from cnncheck.references.stored import stored_torch

    with stored_torch() as reference:
        from cnncheck.cli.adhoc import check_problem
        from cnncheck.cli.output import Output

        check_problem(
            "conv2d",
            {
                "input": input_,
                "filter": filter_,
                "stride": stride,
                "padding": padding,
                "seed": seed,
                "dtype": dtype.value,
                "fill": fill.value,
            },
            command="conv",
            passes=passes,
            save=save,
            impl=code.source(impl),
            options=code.options(),
            reference=reference,
            output=Output(tuple(report), verbose, quiet, no_color),
        )
