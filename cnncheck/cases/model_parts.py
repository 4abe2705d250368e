"""What fields of a case are made of: shapes, numbers, arrays, and the mappings that have fields themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema, WrapValidator

from cnncheck.operators.case import Algorithm  # noqa: TC001 - pydantic reads the annotations
from cnncheck.operators.parameter import RANKS

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_LENGTH = 65_536
MAX_NAME = 100
LEAST_AXES, MAX_AXES = 2 + min(RANKS), 2 + max(RANKS)
"""Of an image: N, C and its spatial axes. A result may have fewer."""

_IN_FILE: dict[str, Any] = {
    "description": "An array in a .npz file in the case file's folder, and its name there.",
    "type": "object",
    "additionalProperties": False,
    "required": ["npz", "array"],
    "properties": {
        "npz": {"type": "string", "pattern": "\\.npz$", "description": "The file."},
        "array": {"type": "string", "description": "What the array is called there."},
    },
}
_LISTS: dict[str, Any] = {"type": "array", "minItems": 1, "items": {"type": ["number", "array"]}}
_NUMBERS: dict[str, Any] = {"anyOf": [{"type": "number"}, _LISTS, _IN_FILE]}
_ARRAY: dict[str, Any] = {
    "anyOf": [
        {
            "type": "array",
            "minItems": 1,
            "items": {"type": "array", "minItems": 1, "items": {"type": "array", "minItems": 1}},
        },
        _IN_FILE,
    ]
}
_ROW: dict[str, Any] = {
    "anyOf": [{"type": "array", "minItems": 1, "items": {"type": "number"}}, _IN_FILE]
}


def _batch_of(least: int) -> dict[str, Any]:
    length = {"type": "integer", "minimum": 1, "maximum": MAX_LENGTH}
    return {
        "type": "array",
        "minItems": least,
        "maxItems": MAX_AXES,
        "prefixItems": [{**length, "minimum": 0}],
        "items": length,
    }


def _batch(value: Any, judged: Callable[[Any], list[int]]) -> list[int]:
    """Judge a shape whose first length alone may be 0: a batch without an image."""
    if isinstance(value, list) and value[:1] == [0] and type(value[0]) is int:
        return [0, *judged([1, *value[1:]])[1:]]
    return judged(value)


def _name(text: str) -> str:
    if not text.isprintable() or "::" in text or text != text.strip():
        raise ValueError
    return text


def _word(text: str) -> str:
    if not text.isprintable() or not text.strip():
        raise ValueError
    return text


Length = Annotated[int, Field(ge=1, le=MAX_LENGTH)]
Shape = Annotated[
    list[Length],
    Field(min_length=LEAST_AXES, max_length=MAX_AXES),
    WrapValidator(_batch),
    WithJsonSchema(_batch_of(LEAST_AXES)),
]
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Name = Annotated[str, Field(min_length=1, max_length=MAX_NAME), AfterValidator(_name)]
Word = Annotated[str, Field(min_length=1, max_length=MAX_NAME), AfterValidator(_word)]
DottedName = Annotated[
    str, Field(max_length=MAX_NAME, pattern=r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$")
]
Package = Annotated[str, Field(max_length=MAX_NAME, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
# Judged entry by entry in cnncheck.cases.given_arrays, which can say which row is too long.
Numbers = Annotated[Any, WithJsonSchema(_NUMBERS)]
NestedArray = Annotated[Any, WithJsonSchema(_ARRAY)]
Array1 = Annotated[Any, WithJsonSchema(_ROW)]
AnyArray = Annotated[Any, WithJsonSchema({"anyOf": [_LISTS, _IN_FILE]})]


class Strict(BaseModel):
    """A mapping without other keys than its own, and no value that only looks like what it should be."""

    model_config = ConfigDict(strict=True, extra="forbid", defer_build=True)


class OutGradModel(Strict):
    """The gradient that the backward passes start from."""

    values: Literal["ones", "random"] = Field(
        "random", description="Ones everywhere, or drawn by the case's fill after its other arrays."
    )
    shape: Shape | None = Field(
        None,
        description="[N, C, OH, OW], by default the shape of the forward output. "
        "Max pooling allows smaller OH and OW: only the leading windows then carry gradient.",
    )


class ToleranceModel(Strict):
    """Allowed distance from the reference, in place of the derived bound."""

    algorithm: Algorithm | None = Field(
        None,
        description="How the implementation computes. winograd and fft are bounded by norm, "
        "direct element by element. Not together with rtol and atol.",
    )
    rtol: NotNegative | None = Field(
        None,
        description="Relative part of |a - r| <= atol + rtol * |r|; 0 when only atol is given.",
    )
    atol: NotNegative | None = Field(
        None,
        description="Absolute part of |a - r| <= atol + rtol * |r|; 0 when only rtol is given.",
    )


class SliceModel(Strict):
    """A part of the result that is known."""

    at: str = Field(
        description="One index or range an axis, as NumPy indexes: '1, 2, 2:5, 2:5'.",
        max_length=MAX_NAME,
        examples=["1, 2, 2:5, 2:5"],
    )
    values: Numbers = Field(
        description="What stands there: a number, or lists nested once for each range in 'at'."
    )


class ExpectModel(Strict):
    """Facts about the result that both sides must reproduce. The case must ask one pass only."""

    shape: (
        Annotated[
            list[Length],
            Field(min_length=1, max_length=MAX_AXES),
            WrapValidator(_batch),
            WithJsonSchema(_batch_of(1)),
        ]
        | None
    ) = Field(None, description="The shape of the result.")
    sum: float | None = Field(
        None, allow_inf_nan=False, description="The sum of all elements of the result."
    )
    mean: float | None = Field(
        None, allow_inf_nan=False, description="The mean of all elements of the result."
    )
    slices: list[SliceModel] | None = Field(
        None, description="Parts of the result with their values.", min_length=1, max_length=64
    )
    answer: AnyArray = Field(
        None,
        description="The whole result as somebody else computed it, held against the reference by "
        "the case's own bound; where they differ the case is disputed.",
    )


class ValuesModel(Strict):
    """Arrays by argument name, in place of drawn ones: written out, or in a .npz file."""

    X: NestedArray = Field(
        None, description="The input, nested as [N, C, H, W]; its shape is 'input'."
    )
    W: NestedArray = Field(
        None, description="The filter, nested as [F, C, KH, KW]; its shape is 'filter'."
    )
    b: Array1 = Field(None, description="The bias, a list of one number for each filter.")
    out_grad: NestedArray = Field(None, description="The gradient, nested as [N, C, OH, OW].")
