"""PyTorch on the processor, each pass by the operation that computes it and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.nn import functional

from cnncheck.operators.places import part

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cnncheck.operators.problem import Array, Problem

Tensors = dict[str, Any]


class Torch:
    """Forward passes without autograd; a convolution's gradients one at a time.

    Max pooling's gradient is timed with the forward pass before it: `pool_back` is not told where
    the maxima are either.
    """

    @property
    def versions(self) -> Mapping[str, str]:
        """PyTorch's version."""
        return {"torch": str(torch.__version__)}

    def use_threads(self, count: int) -> None:
        """Set PyTorch's own threads."""
        torch.set_num_threads(count)

    def call(self, problem: Problem) -> Callable[[], torch.Tensor]:
        """Return the operation with its tensors, which share memory with the arrays."""
        a = {
            name: torch.from_numpy(np.ascontiguousarray(value))
            if isinstance(value, np.ndarray)
            else value
            for name, value in problem.arguments.items()
        }
        if problem.function in _CALLS:
            return _CALLS[problem.function](a)
        passes = part(
            problem.operator, "torch"
        ).PASSES  # the reference, of what is timed nowhere else
        return lambda: passes[problem.pass_name]({**a})

    def array(self, result: torch.Tensor) -> Array:
        """Return the tensor's memory as an array."""
        array: Array = result.detach().numpy()
        return array


def _zero_padding(a: Tensors) -> Callable[[], torch.Tensor]:
    ph, pw = a["padding"]
    return lambda: functional.pad(a["X"], (pw, pw, ph, ph))


def _convolution(a: Tensors) -> Callable[[], torch.Tensor]:
    def call() -> torch.Tensor:
        with torch.no_grad():
            return functional.conv2d(a["X"], a["W"], None, a["stride"], a["padding"])

    return call


def _gradient(a: Tensors, which: int) -> Callable[[], torch.Tensor]:
    wanted = [which == 0, which == 1, False]
    backward = torch.ops.aten.convolution_backward
    arguments = (a["out_grad"], a["X"], a["W"], None, list(a["stride"]), list(a["padding"]), [1, 1])
    return lambda: backward(*arguments, False, [0, 0], 1, wanted)[which]


def _pool_forward(a: Tensors) -> Callable[[], torch.Tensor]:
    def call() -> torch.Tensor:
        with torch.no_grad():
            return functional.max_pool2d(a["X"], a["window"], a["stride"])

    return call


def _pool_back(a: Tensors) -> Callable[[], torch.Tensor]:
    X, f, s = a["X"].requires_grad_(), a["window"], a["stride"]
    grad = torch.zeros_like(functional.max_pool2d(X.detach(), f, s))
    _, _, OH, OW = a["out_grad"].shape  # a smaller gradient belongs to the leading windows
    grad[:, :, :OH, :OW] = a["out_grad"]

    def call() -> torch.Tensor:
        (gradient,) = torch.autograd.grad(functional.max_pool2d(X, f, s), X, grad)
        return gradient

    return call


_CALLS: Mapping[str, Callable[[Tensors], Callable[[], torch.Tensor]]] = {
    "zero_padding": _zero_padding,
    "convolution2D": _convolution,
    "convolution2D_backward_filter": lambda a: _gradient(a, 1),
    "convolution2D_backward_input": lambda a: _gradient(a, 0),
    "pool_forward": _pool_forward,
    "pool_back": _pool_back,
}
