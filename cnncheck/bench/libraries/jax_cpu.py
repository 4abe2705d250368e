"""JAX on the processor: every pass compiled for its shapes before it is timed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cnncheck.operators.problem import Array, Problem

jax.config.update("jax_platforms", "cpu")
jax.config.update("jax_enable_x64", True)  # else float64 silently becomes float32

Arguments = dict[str, Any]


class Jax:
    """Gradients are JAX's own, of functions that are linear in what is asked for.

    Max pooling's gradient includes the forward pass: `pool_back` is not told where the maxima are.
    """

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
        if problem.function not in _PASSES:
            return None
        arrays = {name: jnp.asarray(value) for name, value in problem.arrays.items()}
        numbers = {
            name: value
            for name, value in problem.arguments.items()
            if not isinstance(value, np.ndarray)
        }
        compiled = jax.jit(lambda a: _PASSES[problem.function]({**a, **numbers}))
        return lambda: compiled(arrays).block_until_ready()

    def array(self, result: Any) -> Array:
        """Copy the result from the device."""
        return np.asarray(result)


def _zero_padding(a: Arguments) -> Any:
    ph, pw = a["padding"]
    return jnp.pad(a["X"], ((0, 0), (0, 0), (ph, ph), (pw, pw)))


def _convolve(X: Any, W: Any, stride: Any, padding: Any) -> Any:
    ph, pw = padding
    return lax.conv_general_dilated(X, W, stride, [(ph, ph), (pw, pw)])


def _backward_filter(a: Arguments) -> Any:
    transposed = jax.linear_transpose(
        lambda W: _convolve(a["X"], W, a["stride"], a["padding"]), a["W"]
    )
    return transposed(a["out_grad"])[0]


def _backward_input(a: Arguments) -> Any:
    transposed = jax.linear_transpose(
        lambda X: _convolve(X, a["W"], a["stride"], a["padding"]), a["X"]
    )
    return transposed(a["out_grad"])[0]


def _pool(X: Any, f: int, stride: tuple[int, int]) -> Any:
    return lax.reduce_window(X, -jnp.inf, lax.max, (1, 1, f, f), (1, 1, *stride), "VALID")


def _pool_back(a: Arguments) -> Any:
    out, pullback = jax.vjp(lambda X: _pool(X, a["window"], a["stride"]), a["X"])
    given = a["out_grad"]  # a smaller gradient belongs to the leading windows
    missing = [(0, whole - part) for whole, part in zip(out.shape, given.shape, strict=True)]
    return pullback(jnp.pad(given, missing))[0]


_PASSES: Mapping[str, Callable[[Arguments], Any]] = {
    "zero_padding": _zero_padding,
    "convolution2D": lambda a: _convolve(a["X"], a["W"], a["stride"], a["padding"]),
    "convolution2D_backward_filter": _backward_filter,
    "convolution2D_backward_input": _backward_input,
    "pool_forward": lambda a: _pool(a["X"], a["window"], a["stride"]),
    "pool_back": _pool_back,
}
