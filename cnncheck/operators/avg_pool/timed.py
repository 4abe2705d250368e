"""What is timed of other libraries, each of which is imported in a process of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnncheck.operators.relation import Windows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Arguments = dict[str, Any]


def _told(a: Arguments) -> list[Any]:
    lists = (list(a[name]) for name in ("window", "stride", "padding"))
    return [*lists, a["ceil_mode"], a["count_include_pad"], a["divisor"] or None]


def with_torch() -> Mapping[str, Callable[[Arguments], Callable[[], Any]]]:
    """Return the forward pass without autograd, and the gradient alone."""
    import torch
    from torch.nn import functional

    def pool(a: Arguments) -> Callable[..., Any]:
        if a["X"].dim() == 3:
            return lambda X, *told: functional.avg_pool1d(X, *told[:-1])
        return functional.avg_pool2d if a["X"].dim() == 4 else functional.avg_pool3d

    def forward(a: Arguments) -> Callable[[], Any]:
        def call() -> Any:
            with torch.no_grad():
                return pool(a)(a["X"], *_told(a))

        return call

    def backward(a: Arguments) -> Callable[[], Any]:
        if a["X"].dim() == 3:
            return _of_rows(a)
        back = torch.ops.aten
        back = back.avg_pool2d_backward if a["X"].dim() == 4 else back.avg_pool3d_backward
        return lambda: back(a["out_grad"], a["X"], *_told(a))

    def _of_rows(a: Arguments) -> Callable[[], Any]:
        told = dict(zip(("window", "stride", "padding"), ((1,), (1,), (0,)), strict=True))
        rows = {**a, **{name: (*first, *a[name]) for name, first in told.items()}}
        X, G = a["X"].unsqueeze(2), a["out_grad"].unsqueeze(2)
        return lambda: torch.ops.aten.avg_pool2d_backward(G, X, *_told(rows)).squeeze(2)

    return {"forward": forward, "backward": backward}


def with_jax() -> Mapping[str, Callable[[Arguments], Any]]:
    """Return the passes; the gradient is JAX's own, of a function that is linear in X."""
    import jax
    import jax.numpy as jnp
    from jax import lax

    def pool(X: Any, a: Arguments) -> Any:
        told = (a[name] for name in ("window", "stride", "padding", "dilation"))
        axes = Windows.over(X.shape[2:], *told, after=a["padding_after"], ceil=a["ceil_mode"]).axes
        around = ((0, 0), (0, 0), *((axis.before, axis.after + axis.beyond) for axis in axes))

        def added(over: Any, beside: Any) -> Any:
            told = [(1, 1, *a[name]) for name in ("window", "stride", "dilation")]
            return lax.reduce_window(over, 0.0, lax.add, *told[:2], beside, window_dilation=told[2])

        sums = added(X, around)
        if a["divisor"]:
            return sums / a["divisor"]
        zeros = ((0, 0), (0, 0), *zip(a["padding"], a["padding_after"], strict=True))
        ones = jnp.pad(jnp.ones_like(X), zeros, constant_values=float(a["count_include_pad"]))
        beyond = ((0, 0), (0, 0), *((0, axis.beyond) for axis in axes))
        return sums / added(ones, beyond)

    def backward(a: Arguments) -> Any:
        return jax.linear_transpose(lambda X: pool(X, a), a["X"])(a["out_grad"])[0]

    return {"forward": lambda a: pool(a["X"], a), "backward": backward}


def with_onnx() -> Mapping[str, Callable[[Arguments], Any]]:
    """Return the node of a pass, and its inputs; none with a divisor, or with a dilation."""
    from onnx import helper

    def forward(a: Arguments) -> Any:
        if a["divisor"] or set(a["dilation"]) != {1}:
            return None
        told = {
            "kernel_shape": list(a["window"]),
            "strides": list(a["stride"]),
            "pads": [*a["padding"], *a["padding_after"]],
            "count_include_pad": int(a["count_include_pad"]),
            "ceil_mode": int(a["ceil_mode"]),
        }
        return helper.make_node("AveragePool", ["X"], ["out"], **told), {"X": a["X"]}

    return {"forward": forward}
