"""The common ways to write the layers in NumPy, from `cnncheck.bench.peers`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.bench.libraries.protocol import limit_blas
from cnncheck.bench.peers import einsum, im2col
from cnncheck.dialects import NOTEBOOK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType

    from cnncheck.operators.problem import Array, Problem


class Plain:
    """Functions with the names and signatures of the functions under test.

    Parameters
    ----------
    peer : module
    """

    def __init__(self, peer: ModuleType) -> None:
        self._peer = peer

    @property
    def versions(self) -> Mapping[str, str]:
        """They are NumPy and a few lines."""
        return {"numpy": np.__version__}

    def use_threads(self, count: int) -> None:
        """Set BLAS's threads; nothing else has any."""
        limit_blas(count)

    def call(self, problem: Problem) -> Callable[[], Any] | None:
        """Return the function with its arguments, if there is one."""
        function = getattr(self._peer, problem.function, None)
        if function is None or NOTEBOOK.unsaid(problem.case, problem.pass_name):
            return None
        return partial(function, *NOTEBOOK.call(problem).arguments.values())

    def array(self, result: Array) -> Array:
        """Return the result, an array already."""
        return result


def gathered() -> Plain:
    """Return the layers by gathered columns."""
    return Plain(im2col)


def summed() -> Plain:
    """Return the layers by strided windows."""
    return Plain(einsum)
