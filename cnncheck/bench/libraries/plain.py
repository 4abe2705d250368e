"""The common ways to write the layers in NumPy, from `cnncheck.bench.peers`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from cnncheck.bench import peers
from cnncheck.bench.libraries.base import limit_blas
from cnncheck.dialects import NOTEBOOK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cnncheck.operators.problem import Array, Problem


class _Plain:
    """Functions with the signatures of the functions under test."""

    functions: ClassVar[Mapping[str, Callable[..., Any]]]

    @property
    def versions(self) -> Mapping[str, str]:
        """They are NumPy and a few lines."""
        return {"numpy": np.__version__}

    def use_threads(self, count: int) -> None:
        """Set BLAS's threads; nothing else has any."""
        limit_blas(count)

    def call(self, problem: Problem) -> Callable[[], Any] | None:
        """Return the function with its arguments, if there is one."""
        unsaid = NOTEBOOK.cannot(problem.case, problem.pass_name)
        function = None if unsaid else self.functions.get(problem.function)
        return (
            None
            if function is None
            else partial(function, *NOTEBOOK.call(problem).arguments.values())
        )

    def array(self, result: Array) -> Array:
        """Return the result, an array already."""
        return result


class Im2col(_Plain):
    """Columns gathered by index arrays, as in CS231n."""

    functions: ClassVar[Mapping[str, Callable[..., Any]]] = {
        "zero_padding": peers.zero_padding,
        "convolution2D": peers.im2col_forward,
        "convolution2D_backward_filter": peers.im2col_backward_filter,
        "convolution2D_backward_input": peers.im2col_backward_input,
        "pool_forward": peers.im2col_pool_forward,
        "pool_back": peers.im2col_pool_back,
    }


class Einsum(_Plain):
    """Strided windows and one expression; it has no gradient of max pooling."""

    functions: ClassVar[Mapping[str, Callable[..., Any]]] = {
        "zero_padding": peers.zero_padding,
        "convolution2D": peers.einsum_forward,
        "convolution2D_backward_filter": peers.einsum_backward_filter,
        "convolution2D_backward_input": peers.einsum_backward_input,
        "pool_forward": peers.einsum_pool_forward,
    }
