"""What is timed of other libraries, each of which is imported in a process of its own.

A gradient is timed with the forward pass before it: functions that are asked for it are not told
where the maxima are either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnncheck.operators.relation import Windows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Arguments = dict[str, Any]


def _told(a: Arguments) -> list[Any]:
    return [a[name] for name in ("window", "stride", "padding", "dilation", "ceil_mode")]


def with_torch() -> Mapping[str, Callable[[Arguments], Callable[[], Any]]]:
    """Return the forward pass without autograd, and the gradient by it."""
    import torch
    from torch.nn import functional

    def pool(a: Arguments) -> Callable[..., Any]:
        found: Callable[..., Any] = getattr(functional, f"max_pool{a['X'].dim() - 2}d")
        return found

    def forward(a: Arguments) -> Callable[[], Any]:
        def call() -> Any:
            with torch.no_grad():
                return pool(a)(a["X"], *_told(a))

        return call

    def backward(a: Arguments) -> Callable[[], Any]:
        X, given = a["X"].requires_grad_(), a["out_grad"]
        grad = torch.zeros_like(pool(a)(X.detach(), *_told(a)))
        # A smaller gradient belongs to the leading windows.
        grad[tuple(map(slice, given.shape))] = given

        def call() -> Any:
            out = pool(a)(X, *_told(a))
            return torch.autograd.grad(out, X, grad)[0]

        return call

    return {"forward": forward, "backward": backward}


def with_jax() -> Mapping[str, Callable[[Arguments], Any]]:
    """Return the passes; the gradient is JAX's own."""
    import jax
    import jax.numpy as jnp
    from jax import lax

    def pool(X: Any, a: Arguments) -> Any:
        windows, stride = (1, 1, *a["window"]), (1, 1, *a["stride"])
        axes = Windows.over(
            X.shape[2:], *_told(a)[:-1], after=a["padding_after"], ceil=a["ceil_mode"]
        ).axes
        pads = ((0, 0), (0, 0), *((axis.before, axis.after + axis.beyond) for axis in axes))
        spread = (1, 1, *a["dilation"])
        return lax.reduce_window(
            X, -jnp.inf, lax.max, windows, stride, pads, window_dilation=spread
        )

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
        told = {
            "kernel_shape": list(a["window"]),
            "strides": list(a["stride"]),
            "pads": [*a["padding"], *a["padding_after"]],
            "dilations": list(a["dilation"]),
            "ceil_mode": int(a["ceil_mode"]),
        }
        return helper.make_node("MaxPool", ["X"], ["out"], **told), {"X": a["X"]}

    return {"forward": forward}
