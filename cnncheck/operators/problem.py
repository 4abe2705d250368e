"""One question: a function, the arguments to call it with, and the shape it must return."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.operators.relation import Windows

Array = NDArray[Any]
Argument = Array | tuple[int, int] | int


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """A question with its arrays. It holds no answer.

    Attributes
    ----------
    operator, pass_name : str
        ``conv2d``, ``backward_filter``.
    function : str
        The name of the function under test, ``convolution2D_backward_filter``.
    arguments : mapping of str to array, pair or int
        By parameter name, in the order of the signature.
    out_shape : tuple of int
        The shape of the right answer; its dtype is the first array's.
    depth : int
        K, the most products (or gradients) that are added up in one element of the answer.
        0 where values are only moved: padding, and pooling forward.
    exact : bool
        Whether every partial sum is representable in the dtype, so that equality is demanded.
    algorithm : {"direct", "winograd", "fft"}
        How the implementation says it computes; decides which bound is fair.
    terms : int
        Products (or gradients) that are added up in all elements of the answer together.
    linear : tuple of str
        The arrays in which the answer is linear: of two, elements are multiplied and added up.
    windows : Windows, optional
        Which pixel of X each tap of each window reads.
    hidden : bool
        Whether its inputs stay with the case's author: a process that has seen them is asked
        nothing any more whose answer is shown.
    """

    operator: str
    pass_name: str
    function: str
    arguments: Mapping[str, Argument]
    out_shape: tuple[int, ...]
    depth: int
    exact: bool
    algorithm: Literal["direct", "winograd", "fft"] = "direct"
    terms: int = 0
    linear: tuple[str, ...] = ()
    windows: Windows | None = None
    hidden: bool = False

    @property
    def arrays(self) -> dict[str, Array]:
        """The array arguments by parameter name, in order."""
        return {
            name: value for name, value in self.arguments.items() if isinstance(value, np.ndarray)
        }

    @property
    def dtype(self) -> np.dtype[Any]:
        """The dtype of the inputs, and so of the right answer."""
        values = self.arguments.values()
        return next(value for value in values if isinstance(value, np.ndarray)).dtype

    @property
    def multiplies(self) -> bool:
        """Whether elements of the answer are sums of products; else values are moved or added."""
        return len(self.linear) > 1

    @property
    def needs_bound(self) -> bool:
        """Whether a right answer may differ from the truth by rounding."""
        return not self.exact or (self.algorithm != "direct" and self.multiplies)

    @property
    def nbytes(self) -> int:
        """Bytes of the inputs and of the right answer together."""
        total, itemsize = 0, 0
        for value in self.arguments.values():
            if isinstance(value, np.ndarray):
                total += value.nbytes
                itemsize = itemsize or value.itemsize
        return total + itemsize * math.prod(self.out_shape)
