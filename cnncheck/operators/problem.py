"""One question with its arrays: a pass of a case, in nobody's signature."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.dtypes import cast, is_integer, is_narrow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.operators.base import Operator
    from cnncheck.operators.case import Algorithm, Case
    from cnncheck.operators.function import Function
    from cnncheck.operators.parameter import Parameter
    from cnncheck.operators.reduction import Reduction
    from cnncheck.operators.relation import Windows

Array = NDArray[Any]
Argument = Array | tuple[int, ...] | float | bool | str | None
"""None for a parameter that has no value."""


OF_IMAGES = ("X", "out_grad", "out", "dX")
"""Arrays that have an entry for each image."""


@dataclass(frozen=True, eq=False)
class Problem:
    """A question with its arrays. It holds no answer.

    Attributes
    ----------
    case : Case
        What it was drawn for; its shapes are those of the arrays.
    pass_name : str
        ``backward_filter``.
    arguments : mapping of str to array, tuple or int
        The arrays ``out_grad``, ``X``, ``W`` and ``b``, as far as the pass has them, then what the
        operator was told, by the names of its parameters.
    exact : bool
        Whether every partial sum is representable in the dtype, so that equality is demanded.
    chances : mapping of str to float
        By name of an array of integers that were drawn independently, how likely the likeliest of
        them was at each place.
    """

    case: Case
    pass_name: str
    arguments: Mapping[str, Argument]
    exact: bool
    chances: Mapping[str, float] = field(default_factory=dict)

    @property
    def operator(self) -> str:
        """The operator's name, ``conv2d``."""
        return self.case.operator

    @cached_property
    def _operator(self) -> Operator:
        from cnncheck.operators.registry import OPERATORS

        return OPERATORS[self.case.operator]

    @property
    def _pass(self) -> Function:
        return self._operator.passes[self.pass_name]

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What the operator can be told."""
        return self._operator.parameters

    @property
    def function(self) -> str:
        """What the operator calls the function that computes the pass."""
        return self._pass.name

    @property
    def gradient_name(self) -> str:
        """What the gradient is called that the pass computes, ``dX``; empty for the forward pass."""
        return (self._pass.result or "dX") if self._pass.gradient else ""

    @cached_property
    def out_shape(self) -> tuple[int, ...]:
        """The shape of the right answer."""
        return self._operator.out_shape(self.case, self.pass_name)

    @cached_property
    def depth(self) -> int:
        """K, the most products (or gradients) that are added up in one element of the answer.

        0 where values are only moved: padding, and pooling forward.
        """
        return self._operator.depth(self.case, self.pass_name)

    @cached_property
    def terms(self) -> int:
        """Products (or gradients) that are added up in all elements of the answer together."""
        return self._operator.terms(self.case, self.pass_name)

    @property
    def linear(self) -> tuple[str, ...]:
        """The arrays in which the answer is linear: of two, elements are multiplied and added up."""
        return self._pass.linear

    @property
    def added(self) -> tuple[str, ...]:
        """The arrays of whose elements one is added to each sum."""
        return tuple(name for name in self._pass.added if name in self.arrays)

    @property
    def entries(self) -> tuple[str, ...]:
        """What an entry of each axis of the answer is called: image, channel, row, column."""
        return self._operator.entries(self.pass_name)

    @property
    def constant(self) -> bool:
        """Whether elements of the answer may be another number than 0 where all arrays are 0."""
        return bool(self.arguments.get(self._pass.constant))

    @property
    def result(self) -> str:
        """What the answer is called: ``out``, ``dW``."""
        return self._pass.result or ("dX" if self._pass.gradient else "out")

    def comes_alone(self, name: str) -> bool:
        """Whether code gets, or gives, an array without the first of its axes, N."""
        return self.case.unbatched and name in OF_IMAGES

    @property
    def picks(self) -> bool:
        """Whether each gradient goes to one pixel of its window, the largest."""
        return self._pass.picks

    @cached_property
    def windows(self) -> Windows:
        """Which pixel of X each tap of each window reads."""
        return self._operator.windows(self.case)

    @property
    def reduction(self) -> Reduction:
        """What is made of each window, where there are several ways."""
        return self._operator.reduction(self.case)

    @property
    def roles(self) -> tuple[str, str]:
        """The array whose pixels windows read, and the one that has an element for each window."""
        return self._operator.roles

    @property
    def algorithm(self) -> Algorithm:
        """How the implementation says it computes; decides which bound is fair."""
        return self.case.tolerance.algorithm

    @property
    def hidden(self) -> bool:
        """Whether its inputs stay with the case's author.

        A process that has seen them is asked nothing any more whose answer is shown.
        """
        return self.case.hidden

    @cached_property
    def arrays(self) -> dict[str, Array]:
        """The array arguments by name, in order."""
        return {
            name: value for name, value in self.arguments.items() if isinstance(value, np.ndarray)
        }

    @cached_property
    def dtype(self) -> np.dtype[Any]:
        """The dtype of the inputs; see `result_dtype`."""
        values = self.arguments.values()
        return next(value for value in values if isinstance(value, np.ndarray)).dtype

    @property
    def accumulator(self) -> np.dtype[Any]:
        """The dtype in which sums may be kept until the result is rounded; no wider one is needed."""
        return sums_of(self.dtype, self.case)

    @cached_property
    def result_dtype(self) -> np.dtype[Any]:
        """The dtype of the right answer: that of the inputs, or of sums where they are of integers."""
        return self.accumulator if is_integer(self.dtype) and self.depth else self.dtype

    def kept(self, sums: Array) -> Array:
        """Return exact sums, in float64, as the result's dtype holds them: those of integers wrap."""
        dtype = self.result_dtype
        return cast(sums, dtype).astype(np.float64) if is_integer(dtype) else sums

    @property
    def multiplies(self) -> bool:
        """Whether elements of the answer are sums of products; else values are moved or added."""
        return len(self.linear) > 1

    @property
    def norm(self) -> float:
        """The factors' Euclidean norms multiplied, and those of what is added; of numbers alone."""

        def of(name: str) -> float:
            array = self.arrays[name].astype(np.float64)
            with np.errstate(over="ignore"):  # it is infinite then, and so are the sums
                return float(np.linalg.norm(np.where(np.isfinite(array), array, 0.0)))

        return math.prod(map(of, self.linear)) + sum(map(of, self.added))

    @property
    def needs_bound(self) -> bool:
        """Whether a right answer may differ from the truth by rounding."""
        return not self.exact or (self.algorithm != "direct" and self.rounds)

    @property
    def rounds(self) -> bool:
        """Whether products are added up that another algorithm rounds otherwise."""
        return self.multiplies and not is_integer(self.dtype)

    @cached_property
    def nbytes(self) -> int:
        """Bytes of the inputs and of the right answer together."""
        arrays = self.arrays.values()
        return sum(each.nbytes for each in arrays) + self.dtype.itemsize * math.prod(self.out_shape)


def sums_of(dtype: np.dtype[Any], case: Case) -> np.dtype[Any]:
    """Return the dtype in which sums of a dtype may be kept, as a case has it."""
    if case.accumulate == "same":
        return dtype
    if is_integer(dtype):
        return np.dtype(np.int32)
    return np.dtype(np.float32) if is_narrow(dtype) else dtype
