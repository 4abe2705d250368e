"""What one YAML case says, once read, checked and expanded: plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from cnncheck.dtypes import INTEGERS, NARROW
from cnncheck.dtypes import Dtype as _Dtype
from cnncheck.operators.around import spelt_out
from cnncheck.operators.remembering import Remembering

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.errors import Where
    from cnncheck.operators.expected import Expectation, Given
    from cnncheck.operators.parameter import Value

Dtype = _Dtype
Accumulator = Literal["float32", "int32", "same"]
Fill = Literal[
    "uniform", "normal", "integers", "wide_integers", "full_integers", "ties", "nonfinite"
]
Layout = Literal[
    "C",
    "F",
    "strided",
    "channels_last",
    "transposed",
    "reversed",
    "offset",
    "broadcast",
    "read_only",
]
Algorithm = Literal["direct", "winograd", "fft"]
Visibility = Literal["visible", "hidden"]

EXACT_FILLS: frozenset[str] = frozenset({"integers", "wide_integers", "full_integers", "ties"})
"""Fills whose every partial sum is representable: compared by equality."""


def usual_fill(dtype: str) -> Fill:
    """Return what is drawn where nothing is said."""
    return "integers" if dtype in INTEGERS else "uniform"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Tolerance of a case.

    Attributes
    ----------
    algorithm : {"direct", "winograd", "fft"}
        ``direct`` bounds each element by its own accumulation; the others are bounded by norm.
    rtol, atol : float, optional
        When either is given, ``|a - r| <= atol + rtol * |r|`` replaces the derived bound.
    """

    algorithm: Algorithm = "direct"
    rtol: float | None = None
    atol: float | None = None

    @property
    def overridden(self) -> bool:
        """Whether this case does not use the bound that cnncheck derives."""
        return self.algorithm != "direct" or self.rtol is not None or self.atol is not None


@dataclass(frozen=True, slots=True)
class OutGrad:
    """The gradient that a backward pass starts from.

    Attributes
    ----------
    values : {"ones", "random"}
        ``random`` draws from the case's own fill, after the other inputs.
    shape : tuple of int, optional
        (N, C, OH, OW), or as many spatial lengths as there are; smaller ones for pooling only. By
        default the forward output's.
    """

    values: Literal["ones", "random"] = "random"
    shape: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True, init=False)
class Case(Remembering):
    """One case after its matrix is expanded: everything needed to draw its problems.

    Parameters of the operator are given, and read, by their names, ``case.stride``. One that is
    not given, or None, has its default; one of another operator reads as its default, too.

    Attributes
    ----------
    file, name, variant : str
        Together the id, ``file.yaml::name[variant]``; ``variant`` may be empty.
    operator : str
        ``zero_padding``, ``conv2d``, ``max_pool2d``.
    passes : tuple of str
        The passes to ask about, in the operator's order.
    input : (N, C, H, W), or as many spatial lengths as the operator has
    parameters : mapping of str to int or tuple of int
        All parameters of the operator: ``filter``, ``stride`` ...
    values : mapping of str to nested tuples or arrays in files, optional
        Explicit arrays by argument name (X, W, out_grad) in place of drawn ones.
    forbid : mapping of str to tuple of str
        Function name to the dotted names that it may not use.
    allow : tuple of str
        Packages that code under test may really import; in a run with this case, in all of it.
    accumulate : {"float32", "int32", "same"}, optional
        Where dtype is narrow, what sums are kept in until the result is rounded, by default float32;
        where it is int8, what sums and the result are, by default int32. ``same`` is dtype.
    unbatched : bool
        Whether the code gets its one image without N, as (C, H, W), and gives such results.
    number : int
        Which of its matrix's cases this is, from 1; 0 without a matrix.
    """

    file: str
    name: str
    operator: str
    passes: tuple[str, ...]
    input: tuple[int, ...]
    variant: str = ""
    parameters: Mapping[str, Value] = field(default_factory=dict)
    out_grad: OutGrad = OutGrad()
    seed: int = 0
    dtype: Dtype = "float64"
    accumulate: Accumulator | None = None
    unbatched: bool = False
    fill: Fill = "uniform"
    layout: Layout = "C"
    tolerance: Tolerance = Tolerance()
    expect: Expectation | None = None
    values: Mapping[str, Given] | None = None
    tags: tuple[str, ...] = ()
    points: float = 1.0
    visibility: Visibility = "visible"
    forbid: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    allow: tuple[str, ...] = ()
    where: Where | None = None
    number: int = 0

    def __init__(
        self,
        file: str,
        name: str,
        operator: str,
        passes: tuple[str, ...],
        input: tuple[int, ...],
        *,
        parameters: Mapping[str, Value] | None = None,
        **given: Any,
    ) -> None:
        from cnncheck.operators.registry import OPERATORS, PARAMETERS

        fields = type(self).__dataclass_fields__
        asked = OPERATORS[operator]
        told = dict(parameters or {})
        for key in given.keys() - fields.keys():
            # The default says nothing, not even to an operator without the parameter.
            default = PARAMETERS[key].value(None) if key in PARAMETERS else None
            if key in asked.fields or given[key] not in (None, default):
                told[key] = given[key]
        values: dict[str, Any] = {
            "file": file,
            "name": name,
            "operator": operator,
            "passes": passes,
        }
        values |= {"input": input, "forbid": {}} | given
        values["parameters"] = asked.complete(spelt_out(told, asked, input))
        for key, its in fields.items():
            object.__setattr__(self, key, values.get(key, its.default))

    def __getattr__(self, name: str) -> Any:
        if name in Case.__slots__ or name.startswith("__"):
            raise AttributeError(name)  # half made, as while it is copied or unpickled
        try:
            return self.parameters[name]
        except KeyError:
            return _default(name, len(self.input) - 2)

    def but(self, **changes: Any) -> Case:
        """Return the case with other fields, or other parameters."""
        named = changes.keys() & self.parameters.keys()
        if not changes.keys() - named <= _PLAIN:
            return replace(self, **changes)
        if named or "parameters" in changes:
            from cnncheck.operators.registry import OPERATORS

            asked = OPERATORS[self.operator]
            told = {**changes.get("parameters", self.parameters), **{k: changes[k] for k in named}}
            for each in asked.paired:  # the second number of a pair goes with the first
                if each.follows in named and each.name not in named:
                    told[each.name] = None
            changes["parameters"] = asked.complete(told)
        made = object.__new__(type(self))
        for name in Case.__slots__:
            object.__setattr__(
                made, name, changes[name] if name in changes else getattr(self, name)
            )
        return made

    @property
    def said(self) -> dict[str, Value]:
        """The parameters worth showing: no rare one that has its default; one number for a square.

        A flag that is true by default is shown where it is false.
        """
        from cnncheck.operators.registry import OPERATORS

        said: dict[str, Value] = {}
        unusual = self.unusual
        for each in OPERATORS[self.operator].parameters:
            value = self.parameters[each.name]
            if (each.rare and each not in unusual) or (value is False and each not in unusual):
                continue
            said[each.name] = each.shortest(value) if each.kind == "taps" else value
        return said

    @property
    def empty(self) -> bool:
        """Whether there is no image, N = 0: only shapes, and filter gradients of zeros, are asked."""
        return not self.input[0]

    @property
    def options(self) -> frozenset[str]:
        """The parameters that have a value which most layers do not have, and what is so of the dtype."""
        from cnncheck.operators.registry import OPERATORS

        uneven = (
            each.name
            for each in OPERATORS[self.operator].parameters
            if each.alike and each.is_uneven(self.parameters[each.name])
        )
        rare = (each.name for each in self.unusual if each.rare)
        return frozenset((*uneven, *rare)) | dtype_options(self.dtype)

    @property
    def hidden(self) -> bool:
        """Whether the inputs and the right answer stay with the case's author."""
        return self.visibility == "hidden"

    @property
    def shown_variant(self) -> str:
        """The variant, or the number of a hidden case, as a variant spells parameters out."""
        return f"hidden-{self.number}" if self.hidden and self.variant else self.variant

    @property
    def shown_label(self) -> str:
        """``name[variant]`` as reports write it."""
        return f"{self.name}[{self.shown_variant}]" if self.variant else self.name

    @property
    def shown_id(self) -> str:
        """The id as reports write it."""
        return f"{self.file}::{self.shown_label}"

    @property
    def label(self) -> str:
        """``name[variant]``: what ``--case`` selects within a file."""
        return f"{self.name}[{self.variant}]" if self.variant else self.name

    @property
    def id(self) -> str:
        """``file.yaml::name[variant]``, unique within a run."""
        return f"{self.file}::{self.label}"

    @property
    def exact(self) -> bool:
        """Whether results are compared by equality, without any tolerance."""
        return self.fill in EXACT_FILLS


NARROW_DTYPE, INTEGER_DTYPE = "dtype", "integers"
"""Options that are none of an operator's, but of the case's dtype."""


def dtype_options(dtype: str) -> set[str]:
    """Return what faults are about that only such a dtype has."""
    told = {NARROW_DTYPE: NARROW, INTEGER_DTYPE: INTEGERS}
    return {option for option, dtypes in told.items() if dtype in dtypes}


_PLAIN = frozenset(Case.__slots__) - {"operator", "forbid"}
"""Fields on which no other field depends."""


def _default(name: str, rank: int) -> Value:
    """Return what a parameter reads as for an operator that does not have it."""
    from cnncheck.operators.registry import PARAMETERS

    if name not in PARAMETERS:
        raise AttributeError(f"a case has no {name!r}")
    return PARAMETERS[name].value(None, rank)
