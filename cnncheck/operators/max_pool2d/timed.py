"""What is timed of other libraries, each of which is imported in a process of its own.

A gradient is timed with the forward pass before it: functions that are asked for it are not told
where the maxima are either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Arguments = dict[str, Any]


def with_torch() -> Mapping[str, Callable[[Arguments], Callable[[], Any]]]:
    """Return the forward pass without autograd, and the gradient by it."""
    import torch
    from torch.nn import functional

    def forward(a: Arguments) -> Callable[[], Any]:
        def call() -> Any:
            with torch.no_grad():
                return functional.max_pool2d(a["X"], a["window"], a["stride"])

        return call

    def backward(a: Arguments) -> Callable[[], Any]:
        X, given = a["X"].requires_grad_(), a["out_grad"]
        grad = torch.zeros_like(functional.max_pool2d(X.detach(), a["window"], a["stride"]))
        _, _, OH, OW = given.shape  # a smaller gradient belongs to the leading windows
        grad[:, :, :OH, :OW] = given

        def call() -> Any:
            out = functional.max_pool2d(X, a["window"], a["stride"])
            return torch.autograd.grad(out, X, grad)[0]

        return call

    return {"forward": forward, "backward": backward}


def with_jax() -> Mapping[str, Callable[[Arguments], Any]]:
    """Return the passes; the gradient is JAX's own."""
    import jax
    import jax.numpy as jnp
    from jax import lax

    def pool(X: Any, a: Arguments) -> Any:
        window, stride = (1, 1, a["window"], a["window"]), (1, 1, *a["stride"])
        return lax.reduce_window(X, -jnp.inf, lax.max, window, stride, "VALID")

    def backward(a: Arguments) -> Any:
        out, pullback = jax.vjp(lambda X: pool(X, a), a["X"])
        given = a["out_grad"]  # a smaller gradient belongs to the leading windows
        missing = [(0, whole - part) for whole, part in zip(out.shape, given.shape, strict=True)]
        return pullback(jnp.pad(given, missing))[0]

    return {"forward": lambda a: pool(a["X"], a), "backward": backward}


def with_onnx() -> Mapping[str, Callable[[Arguments], Any]]:
    """Return the node of a pass, and its inputs."""
    from onnx import helper

    def forward(a: Arguments) -> Any:
        told = {"kernel_shape": [a["window"]] * 2, "strides": list(a["stride"])}
        return helper.make_node("MaxPool", ["X"], ["out"], **told), {"X": a["X"]}

    return {"forward": forward}
