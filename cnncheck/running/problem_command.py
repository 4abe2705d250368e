"""A command for each operator that asks about one problem: ``conv``, ``pad``, ``pool`` ...

Its options are what the operator can be told.
"""

from __future__ import annotations

import contextlib
import inspect
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cnncheck.cli import shared_options as options
from cnncheck.cli.code import NOTHING_TYPED, takes_code
from cnncheck.errors import UsageError
from cnncheck.operators import OPERATORS, PARAMETERS
from cnncheck.operators.around import NoAmountError, spelt_out
from cnncheck.operators.parameter import spatial_axes
from cnncheck.running.typed_values import typed_accumulator, typed_fill, typed_unbatched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cnncheck.operators import Operator
    from cnncheck.operators.parameter import Command, Parameter
    from cnncheck.operators.places import Place

_CHOICE: Any = StrEnum
_SHOW = typer.Option("--show", help="Print x beside x_pad, first image and channel.")
_PLOT = typer.Option(
    "--plot",
    metavar="FILE.png",
    help="Draw x beside x_pad as the notebook does (needs cnncheck\\[plot]).",
)


def command_for(place: Place) -> tuple[Callable[..., None], str]:
    """Return an operator's command, for Typer, and what stands below its options.

    Parameters
    ----------
    place : Place
        Of an operator with a command.
    """
    operator = OPERATORS[place.name]
    asks = operator.command
    if asks is None:
        raise ValueError(f"{place.name} does not say what its command asks")

    def command(**typed: Any) -> None:
        _check(operator, place.command, typed)

    # One number for all axes is typed once.
    command.spread = {  # type: ignore[attr-defined]
        f"--{each.name}": operator.rank for each in operator.parameters if each.along_axes
    }
    command.__doc__ = f"{place.does}\n\nExample: cnncheck {place.command} {asks.example}"
    parameters = list(_parameters(operator, asks))
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in parameters}
    return takes_code(without=["submission_timeout"])(command), asks.epilog


def _check(operator: Operator, command: str, typed: dict[str, Any]) -> None:
    with contextlib.ExitStack() as stack:
        # Both sides have processes, which start before anything else is imported: torch takes longest.
        typed["code"].begin(stack)
        reference = typed["reference"].opened(stack, store=not typed["no_store"])
        from cnncheck.cli.output import Output
        from cnncheck.running.adhoc import check_problem

        code, image = typed["code"], tuple(typed["input_"])
        if 0 in image[1:]:
            what = f"--input {' '.join(map(str, image))}: only N, the number of images, may be 0"
            raise UsageError(what, "write lengths of at least 1")
        told = {
            name: _joined(value, operator.rank)
            if PARAMETERS[name].words
            else getattr(value, "value", value)
            for name, value in typed.items()
            if name in PARAMETERS
        }
        check_problem(
            operator,
            {
                "input": image,
                **_complete(operator, told, image),
                "seed": typed["seed"],
                "dtype": typed["dtype"].value,
                **typed_unbatched(typed["unbatched"], image),
                **typed_accumulator(typed["accumulate"], typed["dtype"].value),
                "fill": typed_fill(typed["fill"].value, typed["dtype"].value, operator),
            },
            command=command,
            passes=typed.get("passes", []),
            save=typed["save"],
            impl=code.source(typed["impl"]),
            options=code.options(),
            reference=reference,
            output=Output(
                tuple(typed["report"]), typed["verbose"], typed["quiet"], typed["no_color"]
            ),
            show=typed.get("show", False),
            plot=typed.get("plot", ""),
        )


def _parameters(operator: Operator, asks: Command) -> Iterator[inspect.Parameter]:
    """Yield what the command takes, in the order of its help."""
    axes = " ".join(spatial_axes(operator.rank))
    shape = typer.Option("--input", metavar=f"N C {axes}", min=0, rich_help_panel=options.PROBLEM)
    yield _taken("input_", tuple[(int,) * len(asks.input)], shape, asks.input)  # type: ignore[misc]
    for each in operator.written:
        default = each.value(asks.parameters.get(each.name), operator.rank)
        kind = _kind(each, operator)
        default = each.shortest(default) if kind in (int, object) else default
        kind = kind | None if default is None else kind
        yield _taken(each.name, kind, _option(each, operator), default)
    yield _known("seed", options.Seed, asks.seed)
    yield _known("dtype", options.DtypeOption, options.Dtype("float64"))
    yield _known("unbatched", options.UnbatchedOption, False)
    yield _known("accumulate", options.AccumulateOption, None)
    yield _known("fill", options.FillOption, options.Fill("uniform"))
    if len(operator.passes) > 1:
        yield _known("passes", options.Passes, [])
    if asks.pictured:
        yield _taken("show", bool, _SHOW, False)
        yield _taken("plot", str, _PLOT, "")
    yield _known("save", options.Save, "")
    yield _known("impl", options.Implementation, None)
    yield _known("code", Any, NOTHING_TYPED)
    yield _known("reference", options.Reference, options.ReferenceName.TORCH)
    yield _known("no_store", options.NoStore, False)
    yield _known("report", options.Report, [])
    yield _known("verbose", options.Verbose, 0)
    yield _known("quiet", options.Quiet, False)
    yield _known("no_color", options.NoColor, False)


def _count(parameter: Parameter, operator: Operator) -> int:
    """Count the numbers that are typed."""
    if parameter.kind == "shape":
        return len(parameter.entries)
    return operator.rank if parameter.along_axes else 1


def _kind(parameter: Parameter, operator: Operator) -> Any:
    if parameter.kind == "choice":
        return _CHOICE(parameter.name, list(parameter.choices))
    count = _count(parameter, operator)
    if count > 1:
        one: Any = str if parameter.words else int
        return tuple[(one,) * count]  # type: ignore[misc]
    if parameter.words:
        return object  # what is typed is no text any more, once it is parsed
    return bool if parameter.kind == "flag" else float if parameter.real else int


def _option(parameter: Parameter, operator: Operator) -> Any:
    letter = "K" if parameter.kind == "taps" else parameter.name[0].upper()
    names = parameter.entries or spatial_axes(operator.rank, letter)
    word = parameter.name.replace("_", "-")
    return typer.Option(
        f"--{word}/--no-{word}" if parameter.default is True else f"--{word}",
        metavar=" ".join(names) if parameter.words or _count(parameter, operator) > 1 else None,
        min=parameter.lowest if parameter.numeric else None,
        parser=(lambda text: _side(text, parameter)) if parameter.words else None,
        help=_help(parameter),
        rich_help_panel=options.PROBLEM,
    )


def _help(parameter: Parameter) -> str | None:
    if not parameter.words:
        return parameter.option or None
    pairs = " BEFORE,AFTER where they differ;" if parameter.sided else ""
    return f"{parameter.option.removesuffix('.')};{pairs} or {', '.join(parameter.words)}."


def _side(typed: object, parameter: Parameter) -> int | tuple[int, ...] | str:
    """Read what is added along one axis: a number, two of them, or a word.

    Raises
    ------
    typer.BadParameter
        When it is neither.
    """
    text = str(typed)
    if text in parameter.words:
        return text
    numbers = text.split(",")
    if len(numbers) > 1 + parameter.sided or not all(
        each.lstrip("+-").isdigit() for each in numbers
    ):
        known = ", ".join(parameter.words)
        pairs = " BEFORE,AFTER," if parameter.sided else ""
        raise typer.BadParameter(f"{text!r} is not a number,{pairs} or one of {known}.")
    before, *behind = map(int, numbers)
    if min((before, *behind)) < parameter.lowest:
        raise typer.BadParameter(f"{text} is not in the range x>={parameter.lowest}.")
    return (before, *behind) if behind else before


def _joined(sides: Any, rank: int) -> Any:
    """Return what was typed for each axis, and a word once, where it stands for all of them."""
    each = sides if rank > 1 else (sides,)
    return each[0] if isinstance(each[0], str) and len(set(each)) == 1 else each


def _complete(
    operator: Operator, told: dict[str, Any], image: tuple[int, ...]
) -> Mapping[str, Any]:
    """Return all that an operator is told, in numbers.

    Raises
    ------
    UsageError
        When a word stands for none, or for one axis alone.
    """
    left_open = {each.name for each in operator.parameters if each.open}
    for name in left_open & told.keys():
        if isinstance(told[name], tuple):
            told[name] = tuple(None if isinstance(each, str) else each for each in told[name])
    for name, value in told.items():
        if isinstance(value, tuple) and any(isinstance(each, str) for each in value):
            what = f"--{name} is a word for all axes, or amounts for each"
            raise UsageError(f"{what}, but got {' '.join(map(str, value))}", "write one of the two")
    try:
        return operator.complete(spelt_out(told, operator, image))
    except NoAmountError as error:
        raise UsageError(f"--{error.message}", error.hint) from None


def _taken(name: str, kind: Any, option: Any, default: object) -> inspect.Parameter:
    return _known(name, Annotated[kind, option], default)


def _known(name: str, annotation: Any, default: object) -> inspect.Parameter:
    return inspect.Parameter(
        name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default, annotation=annotation
    )
