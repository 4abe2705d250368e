"""What a case may say: the strict model, from which the JSON Schema is drawn too.

Importing pydantic and building this model is the slowest part of reading cases, so this module is
imported only when a file is read. The model judges each field by itself; what fields mean together
is judged in `cnncheck.cases.building`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, create_model

from cnncheck.cases.model_parts import (
    MAX_LENGTH,
    MAX_NAME,
    DottedName,
    ExpectModel,
    Name,
    OutGradModel,
    Package,
    Shape,
    SliceModel,
    Strict,
    ToleranceModel,
    ValuesModel,
    Word,
)
from cnncheck.operators.case import (  # noqa: TC001 - pydantic reads the annotations
    Accumulator,
    Dtype,
    Fill,
    Layout,
    Visibility,
)
from cnncheck.operators.parameter import RANKS
from cnncheck.operators.registry import PARAMETERS

if TYPE_CHECKING:
    from pydantic import BaseModel

    from cnncheck.operators.parameter import Parameter


class _Head(Strict):
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
    dtype: Dtype = Field(
        "float64",
        description="Type of the arrays. Convolutions alone are asked of int8 and int32; the result is int32.",
    )
    accumulate: Accumulator | None = Field(
        None,
        description="What sums are kept in. Of dtype float16 and bfloat16 until the result is rounded: "
        "float32, as by default, or same for the dtype itself, which allows for much larger errors. Of "
        "int8, and then it is the result's dtype: int32, as by default, or same, and sums wrap around.",
    )
    fill: Fill = Field(
        "uniform",
        description="What is drawn; of dtype int8 and int32 integers, where nothing is said. uniform: [0, 1). normal: mean 0, variance 1. integers, "
        "wide_integers, full_integers and ties: integers whose sums are exact, compared by equality. "
        "nonfinite: with NaN and infinities among them.",
    )
    unbatched: bool = Field(
        False,
        description="Hand over one image without N, as (C, H, W), and expect such results; "
        "input says N = 1. Signatures that have no such thing are not asked.",
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
