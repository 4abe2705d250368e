"""What a report says of a case to programs, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, create_model, model_validator

from cnncheck.operators.case import Visibility  # noqa: TC001 - pydantic reads the annotations
from cnncheck.operators.registry import PARAMETERS
from cnncheck.rendering.declared import Declared, Number, Shape, Values
from cnncheck.report.hidden import is_hidden

if TYPE_CHECKING:
    from cnncheck.operators.parameter import Parameter


class OutGrad(Declared):
    """The gradient that a backward pass starts from."""

    values: Literal["ones", "random"]
    shape: Shape | None


class Tolerance(Declared):
    """How far values may be apart; rtol and atol replace the derived bound."""

    algorithm: str
    rtol: Number | None
    atol: Number | None


class InFile(Declared):
    """An array of the case that is in a file beside it."""

    npz: str
    array: str = Field(validation_alias="entry")
    """What it is called there."""


class Slice(Declared):
    """A corner of the result that the author knows."""

    at: str = Field(validation_alias="text")
    """The index as written."""
    values: InFile | Values


class Expectation(Declared):
    """Facts of the first draw that must hold on both sides."""

    shape: Shape | None
    sum: Number | None
    mean: Number | None
    slices: tuple[Slice, ...]
    answer: InFile | Values | None
    """The whole result, as somebody else computed it."""


class _OfAll(Declared):
    """What the case says; a parameter that its operator does not have is null."""

    passes: tuple[str, ...]
    input: Shape
    out_grad: OutGrad
    seed: int
    dtype: str
    accumulate: str | None
    """What sums are kept in where the dtype is narrow; null for what is usual, float32."""
    unbatched: bool
    """Whether the code gets its one image without N."""
    fill: str
    layout: str
    tolerance: Tolerance
    expect: Expectation | None
    values: dict[str, InFile | Values] | None
    """Arrays given in place of drawn ones, by argument name."""
    forbid: dict[str, tuple[str, ...]]
    """Function name to the dotted names that it may not use."""
    allow: tuple[str, ...]
    """Packages that the code may really import in a run with this case."""


def _field(parameter: Parameter) -> Any:
    """Return the field of a parameter: numbers along the axes, a number, a word, or null."""
    numbers = tuple[int, ...]
    kinds: dict[str, Any] = {
        "shape": numbers,
        "per_axis": numbers,
        "taps": int | numbers,
        "flag": bool,
        "choice": Literal[parameter.choices] if parameter.choices else str,
    }
    kind = kinds.get(parameter.kind, Number if parameter.real else int) | None
    if parameter.kind == "taps":
        kind = Annotated[kind, BeforeValidator(parameter.shortest)]
    return kind, Field(description=parameter.description)


Parameters = create_model(
    "Parameters",
    __base__=_OfAll,
    __doc__=_OfAll.__doc__,
    **{name: _field(parameter) for name, parameter in PARAMETERS.items()},
)


def _visible(schema: dict[str, Any]) -> None:
    """Only a hidden case is without parameters."""
    schema["if"] = {"properties": {"visibility": {"const": "hidden"}}}
    schema["then"] = {"properties": {"parameters": {"type": "null"}}}
    schema["else"] = {"properties": {"parameters": {"not": {"type": "null"}}}}


class Case(Declared):
    """The case, and where it is written."""

    model_config = ConfigDict(json_schema_extra=_visible)

    id: str
    """file::name[variant]"""
    file: str
    line: Annotated[int, Field(ge=1)] | None
    column: Annotated[int, Field(ge=1)] | None
    name: str
    variant: str
    operator: str
    tags: tuple[str, ...]
    points: Number
    visibility: Visibility
    parameters: Parameters | None  # type: ignore[valid-type]
    """null for a hidden case."""

    @model_validator(mode="before")
    @classmethod
    def _of(cls, case: Any) -> dict[str, Any]:
        own = ("id", "file", "name", "variant", "operator", "tags", "points", "visibility")
        return {
            **{name: getattr(case, name) for name in own},
            "line": case.where and case.where.line,
            "column": case.where and case.where.column,
            "parameters": None if is_hidden(case) else case,
        }
