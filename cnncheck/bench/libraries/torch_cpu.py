"""PyTorch on the processor, each pass by the operation that computes it and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from cnncheck.bench.libraries.protocol import timed
from cnncheck.operators.places import part
from cnncheck.references.opinion import torch_has

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cnncheck.operators.problem import Array, Problem


class Torch:
    """Each pass by what the operator's folder says is timed."""

    @property
    def versions(self) -> Mapping[str, str]:
        """PyTorch's version."""
        return {"torch": str(torch.__version__)}

    def use_threads(self, count: int) -> None:
        """Set PyTorch's own threads."""
        torch.set_num_threads(count)

    def call(self, problem: Problem) -> Callable[[], torch.Tensor] | None:
        """Return the operation with its tensors, which share memory with the arrays."""
        if not torch_has(problem):
            return None
        a = {
            name: torch.from_numpy(np.ascontiguousarray(value))
            if isinstance(value, np.ndarray)
            else value
            for name, value in problem.arguments.items()
        }
        calls = timed(problem.operator, "with_torch")
        uneven = any(each.paired for each in problem.case.unusual)  # torch has no word for it
        if problem.pass_name in calls and not uneven:
            call: Callable[[], torch.Tensor] = calls[problem.pass_name](a)
            return call
        passes = part(problem.operator, "torch").PASSES  # else the reference, autograd and all
        return lambda: passes[problem.pass_name]({**a})

    def array(self, result: torch.Tensor) -> Array:
        """Return the tensor's memory as an array."""
        array: Array = result.detach().numpy()
        return array
