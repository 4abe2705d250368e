"""``cnncheck pad``: one zero padding from the command line, and a picture of it."""

from __future__ import annotations

from typing import Annotated

import typer

from cnncheck.cli import options
from cnncheck.cli.code import NOTHING_TYPED, Code, takes_code

EPILOG = "The defaults are the notebook's padding case."


@takes_code(without=["submission_timeout"])
def pad(
    input_: options.Input = (2, 3, 4, 4),
    padding: options.Padding = (3, 2),
    seed: options.Seed = 1968,
    dtype: options.DtypeOption = options.Dtype.FLOAT64,
    fill: options.FillOption = options.Fill.UNIFORM,
    show: Annotated[
        bool,
        typer.Option("--show", help="Print x beside x_pad, first image and channel."),
    ] = False,
    plot: Annotated[
        str,
        typer.Option(
            "--plot",
            metavar="FILE.png",
            help="Draw x beside x_pad as the notebook does (needs cnncheck\\[plot]).",
        ),
    ] = "",
    save: options.Save = "",
    impl: options.Implementation = None,
    code: Code = NOTHING_TYPED,
    report: options.Report = [],
    verbose: options.Verbose = 0,
    quiet: options.Quiet = False,
    no_color: options.NoColor = False,
) -> None:
    """Check one zero padding.

    Example: cnncheck pad --padding 3 2 --show
    """
    from cnncheck.references.stored import stored_torch

    with stored_torch() as reference:
        from cnncheck.cli.adhoc import check_problem
        from cnncheck.cli.output import Output

        check_problem(
            "zero_padding",
            {
                "input": input_,
                "padding": padding,
                "seed": seed,
                "dtype": dtype.value,
                "fill": fill.value,
            },
            command="pad",
            passes=[],
            save=save,
            impl=code.source(impl),
            options=code.options(),
            reference=reference,
            output=Output(tuple(report), verbose, quiet, no_color),
            show=show,
            plot=plot,
        )
