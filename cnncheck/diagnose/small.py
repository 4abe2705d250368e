"""Small problems in order of their size: what a person can check with pencil and paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.dialects import NOTEBOOK
from cnncheck.operators import OPERATORS
from cnncheck.operators.base import out_length
from cnncheck.operators.case import Case, OutGrad

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cnncheck.operators.case import Dtype, Values
    from cnncheck.operators.problem import Array, Problem

    Shape = tuple[int, int, int, int]

MOST_INPUT = 16
"""Elements of X up to which a problem counts as small."""

MOST_FILTER = 8
"""The same for W."""

MOST_FEATURES = 2
"""More than one image, channel, filter; a stride; padding: a small problem has few of these."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """The sizes of a problem: everything but its values.

    Attributes
    ----------
    input : (N, C, H, W)
    filter : (F, C, KH, KW), optional
    grad : (N, F, OH, OW), optional
        The shape of the gradient of a backward pass.
    """

    operator: str
    pass_name: str
    input: Shape
    filter: Shape | None = None
    stride: tuple[int, int] = (1, 1)
    padding: tuple[int, int] = (0, 0)
    window: int | None = None
    grad: Shape | None = None

    @property
    def shapes(self) -> dict[str, Shape]:
        """The shapes of the arrays by their names in a case, in the order of their size."""
        named = {"X": self.input, "W": self.filter, "out_grad": self.grad}
        return {name: shape for name, shape in named.items() if shape is not None}

    @property
    def size(self) -> int:
        """Elements of all arrays together."""
        return sum(prod(shape) for shape in self.shapes.values())


def geometry_of(problem: Problem) -> Geometry:
    """Return the geometry of a problem.

    Parameters
    ----------
    problem : Problem
    """
    a: dict[str, Any] = dict(problem.arguments)
    stride = a.get("stride", (1, 1))
    gradient = a.get("out_grad")
    return Geometry(
        problem.operator,
        problem.pass_name,
        a["X"].shape,
        a["W"].shape if "W" in a else None,
        (int(stride[0]), int(stride[1])),
        tuple(a.get("padding", (0, 0))),
        a.get("window"),
        None if gradient is None else gradient.shape,
    )


def values_of(problem: Problem) -> dict[str, Array]:
    """Return the arrays of a problem by their names in a case."""
    return problem.arrays


def case_of(
    geometry: Geometry,
    values: Mapping[str, Array],
    dtype: Dtype = "float64",
    name: str = "smallest",
) -> Case:
    """Return the case that asks about these values.

    Parameters
    ----------
    geometry : Geometry
    values : mapping of str to array
        X, W and out_grad, as far as the operator has them.
    dtype : {"float64", "float32"}, optional
    name : str, optional
    """
    finite = all(bool(np.isfinite(array).all()) for array in values.values())
    pooled = geometry.operator == "max_pool2d" and geometry.grad is not None
    return Case(
        file="",
        name=name,
        operator=geometry.operator,
        passes=(geometry.pass_name,),
        input=geometry.input,
        parameters={
            each.name: getattr(geometry, each.name)
            for each in OPERATORS[geometry.operator].parameters
        },
        out_grad=OutGrad("random", geometry.grad) if pooled else OutGrad(),
        dtype=dtype,
        fill="integers" if finite else "nonfinite",
        values={key: nested(array) for key, array in values.items()},
    )


def nested(array: Array) -> Values:
    """Return an array as nested tuples of float."""
    if array.ndim == 0:
        return float(array)
    return tuple(nested(row) for row in array)


def problems_of(case: Case, draws: int = 1) -> Iterator[Problem]:
    """Yield a case's problems; from the second draw on it has other values."""
    return NOTEBOOK.problems(case, case.passes[0], draws)


def askable(geometry: Geometry) -> bool:
    """Whether the operator can be asked about such shapes."""
    if any(length < 1 for shape in geometry.shapes.values() for length in shape):
        return False
    case = case_of(geometry, {})
    return not OPERATORS[geometry.operator].geometry_faults(case)


def fitted(geometry: Geometry) -> Geometry:
    """Return the geometry with the gradient's shape that follows from the other sizes.

    For pooling a smaller gradient stays as small.
    """
    if geometry.grad is None:
        return geometry
    N, C, H, W = geometry.input
    sh, sw = geometry.stride
    if geometry.filter is not None:
        F, _, KH, KW = geometry.filter
        return replace(geometry, grad=(N, F, out_length(H, KH, sh), out_length(W, KW, sw)))
    f = geometry.window or 1
    OH, OW = out_length(H, f, sh), out_length(W, f, sw)
    return replace(geometry, grad=(N, C, min(geometry.grad[2], OH), min(geometry.grad[3], OW)))


@lru_cache(maxsize=8)
def small_geometries(operator: str, pass_name: str) -> tuple[Geometry, ...]:
    """Return the small geometries of a pass, the smallest first."""
    every = {"zero_padding": _paddings, "conv2d": _convolutions, "max_pool2d": _poolings}[operator]
    found = (each for each in every(pass_name) if _plain(each))
    return tuple(sorted(found, key=_effort))


def _effort(geometry: Geometry) -> tuple[int, int, int]:
    """Return what it takes to follow a problem: a feature as much as two elements."""
    return geometry.size + 2 * _features(geometry), sum(geometry.stride), sum(geometry.padding)


def _plain(geometry: Geometry) -> bool:
    return prod(geometry.input) <= MOST_INPUT and _features(geometry) <= MOST_FEATURES


def _features(geometry: Geometry) -> int:
    filters = geometry.filter[0] if geometry.filter else 1
    several = (*geometry.input[:2], filters, *geometry.stride)
    return sum(length > 1 for length in several) + sum(p > 0 for p in geometry.padding)


def _images() -> Iterator[Shape]:
    for N, C, H, W in product((1, 2, 3), (1, 2, 3), range(1, 17), range(1, 17)):
        if N * C * H * W <= MOST_INPUT:
            yield N, C, H, W


def _paddings(pass_name: str) -> Iterator[Geometry]:
    for image, ph, pw in product(_images(), range(3), range(3)):
        yield Geometry("zero_padding", pass_name, image, padding=(ph, pw))


def _convolutions(pass_name: str) -> Iterator[Geometry]:
    forward = pass_name == "forward"
    pads = list(product(range(3), repeat=2)) if forward else [(0, 0)]
    kernels = [s for s in product((1, 2, 3), (1, 2, 3), (1, 2, 3)) if prod(s) <= MOST_FILTER]
    strides = list(product((1, 2, 3), (1, 2, 3)))
    for image, (F, KH, KW), stride in product(_images(), kernels, strides):
        N, C, H, W = image
        if F * C * KH * KW > MOST_FILTER:
            continue
        for ph, pw in pads:
            OH = out_length(H, KH, stride[0], ph)
            OW = out_length(W, KW, stride[1], pw)
            pointless = (OH < 2 and stride[0] > 1) or (OW < 2 and stride[1] > 1)
            if OH < 1 or OW < 1 or pointless:
                continue
            grad = None if forward else (N, F, OH, OW)
            yield Geometry("conv2d", pass_name, image, (F, C, KH, KW), stride, (ph, pw), None, grad)


def _poolings(pass_name: str) -> Iterator[Geometry]:
    for image, f, s in product(_images(), (1, 2, 3), (1, 2, 3)):
        N, C, H, W = image
        if f > min(H, W):
            continue
        OH, OW = out_length(H, f, s), out_length(W, f, s)
        blank = Geometry("max_pool2d", pass_name, image, None, (s, s), (0, 0), f)
        if pass_name == "forward":
            yield blank
            continue
        for rows, cols in product(range(1, OH + 1), range(1, OW + 1)):
            yield replace(blank, grad=(N, C, rows, cols))
