"""Draws of a case: the arrays that a pass asks for, and whether their sums are exact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.dtypes import cast, dtype_of, is_integer
from cnncheck.operators.fill import Filler, exact_limit, integer_bound, laid_out
from cnncheck.operators.problem import sums_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array


ADDED = "b"
"""What is added to sums of integers is as wide as they are."""

AFRESH = 61
"""The sum of the sizes of a case's own value and of the one that takes its place at the second asking."""


class Draw:
    """One draw of a case: hands out the arrays that a pass asks for, in the order asked.

    Attributes
    ----------
    chances : dict of str to float
        By name of an array of drawn integers, how likely the likeliest was at each place.
    """

    def __init__(self, case: Case, filler: Filler, index: int, *, gradient: bool) -> None:
        self.index = index
        # Beside a gradient that is not finite either, what one of them spoils would hide the other.
        self._everywhere = index > 0 and not gradient
        self.chances: dict[str, float] = {}
        self._case = case
        self._filler = filler

    def array(
        self,
        name: str,
        shape: tuple[int, ...],
        *,
        wide: bool = True,
        moved: bool = False,
        finite: bool = False,
    ) -> Array:
        """Return the case's own values under ``name`` if it gives any, else drawn ones."""
        given = (self._case.values or {}).get(name)
        if given is None:
            drawn = self._filler.array(
                shape, wide=wide, moved=moved, finite=finite, everywhere=self._everywhere
            )
            # Numbers that wrap around may be wrong and come out right: nobody knows how often.
            wraps = self._summed == np.int8
            self.chances |= {name: self._filler.chance} if self._filler.chance and not wraps else {}
            return drawn.astype(self._dtype_of(name), copy=False)
        with np.errstate(over="ignore"):  # of a file they are judged before
            dtype = self._dtype_of(name)
            values = cast(np.array(given), dtype) if is_integer(dtype) else np.array(given, dtype)
        return values if self.index == 0 else _others(values)

    @property
    def _summed(self) -> np.dtype[Any]:
        return sums_of(self._filler.dtype, self._case)

    def _dtype_of(self, name: str) -> np.dtype[Any]:
        dtype = self._filler.dtype
        return self._summed if name == ADDED and is_integer(dtype) else dtype

    def filters(self, shape: tuple[int, ...], axis: int, *, wide: bool) -> Array:
        """Return filters along an axis; at the second draw of ``ties`` the first of several is 0.

        A weight that is not finite would meet the zeros of the padding, and 0 * inf is NaN.
        """
        drawn = self.array("W", shape, wide=wide, finite=True)
        if self._case.fill == "ties" and self.index and shape[axis] > 1 and not self.gives("W"):
            drawn[(slice(None),) * axis + (0,)] = 0
            self.chances.pop("W", None)  # no longer as they fell
        return drawn

    def gives(self, name: str) -> bool:
        """Whether the case has values of its own for an array."""
        return name in (self._case.values or {})

    def out_grad(self, shape: tuple[int, ...], *, wide: bool = True, moved: bool = False) -> Array:
        """Return ones, or the gradient under ``out_grad``, as the case says."""
        if self._case.out_grad.values == "ones":
            return np.ones(shape, self._filler.dtype)
        return self.array("out_grad", shape, wide=wide, moved=moved)

    def laid_out(self, array: Array) -> Array:
        """Return the array in the case's memory layout.

        Under ``broadcast`` all images, and all gradients of outputs, are the first: the chances of what
        was drawn for the others no longer count.
        """
        case = self._case
        if case.layout == "broadcast" and case.values is None:
            self.chances.clear()
            if array.ndim == len(case.input) and len(array) == case.input[0]:
                array = np.broadcast_to(array[:1], array.shape)
        return laid_out(array, case.layout)


def _others(values: Array) -> Array:
    """Return values for the second asking that no answer to the first ones fits.

    They are in reverse order, and each is replaced by its difference to `AFRESH`, with its sign:
    integers stay integers, and hardly any grows. What is not finite becomes a number. Nothing but
    zeros stays so: a case that gives them asks about zeros.
    """
    if not values.any():
        return values
    back = values.reshape(-1)[::-1].reshape(values.shape)
    # Of NaN in bfloat16, comparisons warn; what overflows becomes 1.
    with np.errstate(invalid="ignore", over="ignore"):
        moved = np.where(back > 0, AFRESH - back, -AFRESH - back)
    return np.where(np.isfinite(moved), moved, 1).astype(values.dtype)


def is_exact(case: Case, depth: int, *factors: Array, terms: Sequence[Array] = ()) -> bool:
    """Whether a sum of ``depth`` products of the factors' elements is exact in their dtype.

    It must stay exact with an element of each of ``terms`` added.

    Drawn values are exact by their bounds; a case's own values are looked at.
    """
    if not case.exact or case.values is None:
        return case.exact
    arrays = (*factors, *terms)
    whole = (np.isfinite(array).all() and (array == np.rint(array)).all() for array in arrays)
    if not all(whole):
        return False
    largest = max(depth, 1)
    for factor in factors:
        largest *= _largest(factor)
    for term in terms:
        largest += _largest(term)
    return largest <= exact_limit(factors[0].dtype)


def _largest(array: Array) -> int:
    return max(abs(int(array.min(initial=0))), abs(int(array.max(initial=0))))


def too_deep(case: Case, depth: int) -> bool:
    """Whether not even sums of ones stay exact, so that an exact fill is out of the question."""
    return case.exact and integer_bound(dtype_of(case.dtype), depth) < 1
