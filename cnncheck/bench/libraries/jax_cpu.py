"""JAX on the processor: every pass compiled for its shapes before it is timed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import jax
import jax.numpy as jnp
import numpy as np

from cnncheck.bench.libraries.protocol import timed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cnncheck.operators.problem import Array, Problem

jax.config.update("jax_platforms", "cpu")
jax.config.update("jax_enable_x64", True)  # else float64 silently becomes float32


class Jax:
    """Each pass by what the operator's folder says is timed."""

    @property
    def versions(self) -> Mapping[str, str]:
        """JAX's version."""
        return {"jax": jax.__version__}

    def use_threads(self, count: int) -> None:
        """Keep to so many processors: JAX makes one thread for each that it may use, no option."""
        if hasattr(os, "sched_setaffinity"):
            allowed = sorted(os.sched_getaffinity(0))
            os.sched_setaffinity(0, allowed[:count])

    def call(self, problem: Problem) -> Callable[[], Any] | None:
        """Return the compiled pass, if there is one; the arrays are the device's already."""
        passes = timed(problem.operator, "with_jax")
        if problem.pass_name not in passes:
            return None
        arrays = {name: jnp.asarray(value) for name, value in problem.arrays.items()}
        numbers = {
            name: value
            for name, value in problem.arguments.items()
            if not isinstance(value, np.ndarray)
        }
        compiled = jax.jit(lambda a: passes[problem.pass_name]({**a, **numbers}))
        return lambda: compiled(arrays).block_until_ready()

    def array(self, result: Any) -> Array:
        """Copy the result from the device."""
        return np.asarray(result)
