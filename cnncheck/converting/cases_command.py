"""``cnncheck cases``: case files made of ONNX's node tests and of the layers of ONNX models."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from cnncheck.cli import shared_options as options

EPILOG = (
    "Exit codes: 0 written, 2 bad usage or a broken file, 3 there is no layer that can be asked. "
    "What is left out is listed on standard error, one line each."
)


class Action(StrEnum):
    """What there is to do with cases."""

    FROM = "from"


def cases(
    action: Annotated[
        Action, typer.Argument(metavar="from", help="The word from.", show_default=False)
    ],
    path: Annotated[
        str,
        typer.Argument(
            metavar="PATH",
            help="An ONNX model, whose convolutions, poolings and paddings become cases, or a "
            "folder of ONNX's node tests, which become cases with values and answers.",
            show_default=False,
        ),
    ],
    save: Annotated[
        str,
        typer.Option(
            "--save",
            metavar="FILE.yaml",
            help="Write the cases there, and long arrays into FILE.npz; by default to standard "
            "output.",
            show_default=False,
        ),
    ] = "",
    shape: Annotated[
        list[str],
        typer.Option(
            metavar="[NAME=]N,C,H,W",
            help="Shape of an input of the model, where it has lengths without a number. May be "
            "given several times.",
        ),
    ] = [],
    passes: options.OnlyPasses = [],
    max_work: Annotated[
        float,
        typer.Option(
            min=0,
            metavar="PRODUCTS",
            help="Leave out layers of a model whose forward pass has more products.",
        ),
    ] = 1e10,
) -> None:
    r"""Write the layers of an ONNX model, or ONNX's node tests, as a case file.

    It needs cnncheck\[onnx]. Layers of a model that are alike are one case, with a tag such as x3
    for how many they are.

    Example: cnncheck cases from resnet50.onnx --shape 1,3,224,224 --save resnet50.yaml
    """
    from cnncheck.converting.converting import Request, run_cases

    run_cases(Request(path, save, tuple(shape), tuple(passes), max_work))
