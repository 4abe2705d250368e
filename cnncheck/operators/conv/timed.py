"""What is timed of other libraries, each of which is imported in a process of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Arguments = dict[str, Any]


def with_torch() -> Mapping[str, Callable[[Arguments], Callable[[], Any]]]:
    """Return the forward pass without autograd, and the gradients one at a time."""
    import torch
    from torch.nn import functional

    by_rank = {3: functional.conv1d, 4: functional.conv2d, 5: functional.conv3d}

    def forward(a: Arguments) -> Callable[[], Any]:
        def call() -> Any:
            with torch.no_grad():
                told = (a["stride"], a["padding"], a["dilation"], a["groups"])
                return by_rank[a["X"].dim()](a["X"], a["W"], a.get("b"), *told)

        return call

    def gradient(a: Arguments, which: int) -> Callable[[], Any]:
        wanted = [which == 0, which == 1, which == 2]
        backward = torch.ops.aten.convolution_backward
        stride, padding, dilation = (list(a[each]) for each in ("stride", "padding", "dilation"))
        filters = [len(a["W"])]  # what a gradient of the bias has to know of it
        arguments = (a["out_grad"], a["X"], a["W"], filters, stride, padding, dilation)
        return lambda: backward(*arguments, False, [0] * len(stride), a["groups"], wanted)[which]

    return {
        "forward": forward,
        "backward_filter": lambda a: gradient(a, 1),
        "backward_input": lambda a: gradient(a, 0),
        "backward_bias": lambda a: gradient(a, 2),
    }


def with_jax() -> Mapping[str, Callable[[Arguments], Any]]:
    """Return gradients that are JAX's own, of functions that are linear in what is asked for."""
    import jax
    from jax import lax

    def convolve(X: Any, W: Any, a: Arguments) -> Any:
        around = list(zip(a["padding"], a["padding_after"], strict=True))
        told = {"rhs_dilation": a["dilation"], "feature_group_count": a["groups"]}
        return lax.conv_general_dilated(X, W, a["stride"], around, **told)

    def backward_filter(a: Arguments) -> Any:
        transposed = jax.linear_transpose(lambda W: convolve(a["X"], W, a), a["W"])
        return transposed(a["out_grad"])[0]

    def backward_input(a: Arguments) -> Any:
        transposed = jax.linear_transpose(lambda X: convolve(X, a["W"], a), a["X"])
        return transposed(a["out_grad"])[0]

    def forward(a: Arguments) -> Any:
        out = convolve(a["X"], a["W"], a)
        return out + a["b"].reshape(-1, *(1 for _ in a["stride"])) if "b" in a else out

    return {
        "forward": forward,
        "backward_filter": backward_filter,
        "backward_input": backward_input,
        "backward_bias": lambda a: a["out_grad"].swapaxes(0, 1).reshape(len(a["W"]), -1).sum(1),
    }


def with_onnx() -> Mapping[str, Callable[[Arguments], Any]]:
    """Return the node of a pass, and its inputs."""
    from onnx import helper

    def forward(a: Arguments) -> Any:
        told = {"strides": list(a["stride"]), "pads": [*a["padding"], *a["padding_after"]]}
        told |= {"dilations": list(a["dilation"]), "group": a["groups"]}
        inputs = {name: a[name] for name in ("X", "W", "b") if name in a}
        return helper.make_node("Conv", list(inputs), ["out"], **told), inputs

    return {"forward": forward}
