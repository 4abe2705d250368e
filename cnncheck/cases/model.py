"""What a case may say: the strict model, from which the JSON Schema is drawn too.

Importing pydantic and building this model is the slowest part of reading cases, so this module is
imported only when a file is read. The model judges each field by itself; what fields mean together
is judged in `cnncheck.cases.building`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    WithJsonSchema,
    WrapValidator,
    create_model,
)

from cnncheck.operators.case import (  # noqa: TC001 - pydantic reads the annotations
    Algorithm,
    Dtype,
    Fill,
    Layout,
    Visibility,
)
from cnncheck.operators.parameter import RANKS
from cnncheck.operators.registry import PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.operators.parameter import Parameter

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


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", defer_build=True)


class OutGradModel(_Strict):
    """The gradient that the backward passes start from."""

    values: Literal["ones", "random"] = Field(
        "random", description="Ones everywhere, or drawn by the case's fill after its other arrays."
    )
    shape: Shape | None = Field(
        None,
        description="[N, C, OH, OW], by default the shape of the forward output. "
        "Max pooling allows smaller OH and OW: only the leading windows then carry gradient.",
    )


class ToleranceModel(_Strict):
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


class SliceModel(_Strict):
    """A part of the result that is known."""

    at: str = Field(
        description="One index or range an axis, as NumPy indexes: '1, 2, 2:5, 2:5'.",
        max_length=MAX_NAME,
        examples=["1, 2, 2:5, 2:5"],
    )
    values: Numbers = Field(
        description="What stands there: a number, or lists nested once for each range in 'at'."
    )


class ExpectModel(_Strict):
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


class ValuesModel(_Strict):
    """Arrays by argument name, in place of drawn ones: written out, or in a .npz file."""

    X: NestedArray = Field(
        None, description="The input, nested as [N, C, H, W]; its shape is 'input'."
    )
    W: NestedArray = Field(
        None, description="The filter, nested as [F, C, KH, KW]; its shape is 'filter'."
    )
    b: Array1 = Field(None, description="The bias, a list of one number for each filter.")
    out_grad: NestedArray = Field(None, description="The gradient, nested as [N, C, OH, OW].")


class _Head(_Strict):
    name: Name = Field(
        description="What the case is called: printable text without '::', unique in its file.",
        json_schema_extra={"pattern": "^(?!.*::)[^\\u0000-\\u001f\\u007f]+$"},
    )
    operator: str | None = Field(
        None, description="The operator that is asked, such as conv2d.", max_length=MAX_NAME
    )
    passes: list[str] | None = Field(
        None,
        description="The passes to ask about, such as [forward]; by default all of the operator.",
        min_length=1,
        max_length=16,
    )
    input: Shape | None = Field(
        None,
        description="Shape of the input X: [N, C, L], [N, C, H, W] or [N, C, D, H, W]; N may be 0.",
    )


def _field(parameter: Parameter) -> tuple[Any, Any]:
    """Return the annotation and the default of a parameter's field."""
    number = Annotated[int, Field(ge=parameter.lowest, le=MAX_LENGTH)]
    match parameter.kind:
        case "shape":
            counts = [len(parameter.at(rank).entries) for rank in RANKS]
            kind: Any = Annotated[
                list[number], Field(min_length=min(counts), max_length=max(counts))
            ]
        case "per_axis" | "taps":
            of_axes = Field(min_length=min(RANKS), max_length=max(RANKS))
            entry: Any = number | None if parameter.open else number
            kind = number | Annotated[list[entry], of_axes]
            if parameter.sided:
                pair = Annotated[list[number], Field(min_length=2, max_length=2)]
                kind |= Annotated[list[number | pair], of_axes]
            if parameter.words:
                kind |= Literal[parameter.words]
        case "integer" | "count":
            bounds = Field(ge=parameter.lowest, le=MAX_LENGTH, allow_inf_nan=False)
            kind = Annotated[float, bounds] if parameter.real else number
        case "flag":
            kind = bool
        case "choice":
            kind = Literal[parameter.choices]
    if parameter.default is None:
        kind |= None
    return kind, Field(parameter.default, description=parameter.description)


if TYPE_CHECKING:
    _Parameters = _Head
else:
    _Parameters = create_model(
        "_Parameters",
        __base__=_Head,
        **{name: _field(each) for name, each in PARAMETERS.items() if not each.paired},
    )


class CaseModel(_Parameters):
    """One question to an operator, or one for each combination of its matrix."""

    out_grad: Literal["ones", "random"] | OutGradModel = Field(
        "random",
        description="The gradient that backward passes start from: ones, random, or a mapping "
        "with values and shape.",
    )
    seed: int = Field(
        0, ge=0, le=2**32 - 1, description="Seed of NumPy's legacy generator that draws the arrays."
    )
    dtype: Dtype = Field("float64", description="Type of the arrays.")
    fill: Fill = Field(
        "uniform",
        description="What is drawn. uniform: [0, 1). normal: mean 0, variance 1. integers, "
        "wide_integers, full_integers and ties: integers whose sums are exact, compared by equality. "
        "nonfinite: with NaN and infinities among them.",
    )
    layout: Layout = Field(
        "C",
        description="How the arrays lie in memory: C (rows first), F (columns first), strided (a view "
        "with gaps), channels_last (channels next to one another), transposed (the last two axes "
        "exchanged), reversed (negative steps), offset (the inside of a larger array), broadcast (one "
        "image for all, with a step of 0) or read_only.",
    )
    tolerance: ToleranceModel | None = Field(
        None, description="Replaces the bound that cnncheck derives from the accumulation depth."
    )
    expect: ExpectModel | None = Field(
        None, description="Facts about the result of the case's only pass."
    )
    values: ValuesModel | None = Field(
        None, description="Arrays written out, by argument name X, W, b or out_grad."
    )
    tags: list[Word] = Field([], description="Words by which --tag selects cases.", max_length=32)
    points: float = Field(
        1.0,
        ge=0,
        le=1_000_000,
        allow_inf_nan=False,
        description="What the case is worth in a grade.",
    )
    visibility: Visibility = Field(
        "visible", description="A hidden case shows that it failed, never its arrays."
    )
    forbid: dict[str, Annotated[list[DottedName], Field(min_length=1, max_length=32)]] = Field(
        {},
        max_length=32,
        description="Function name to the names that it must not use, such as "
        "{zero_padding: [numpy.pad]}.",
    )
    allow: list[Package] = Field(
        [],
        max_length=32,
        description="Packages that the code may really import besides NumPy and SciPy, such as "
        "[numba], in all of a run that asks this case; others are replaced by stand-ins.",
    )
    matrix: Any = Field(
        None,
        description="Field name to a list of values: the case is asked once for each combination. "
        "'exclude' lists combinations, whole or in part, to leave out.",
    )


def known_keys(path: str) -> list[str]:
    """Return the keys of the mapping at a path: ``""`` is a case, ``expect.slices[0]`` a slice."""
    models: dict[str, type[BaseModel]] = {
        "": CaseModel,
        "out_grad": OutGradModel,
        "tolerance": ToleranceModel,
        "expect": ExpectModel,
        "values": ValuesModel,
    }
    return list(models.get(path, SliceModel).model_fields)
