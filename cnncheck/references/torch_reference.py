"""PyTorch as the reference: float64 on the same inputs, through its public operations.

What each operator is in torch stands in its own folder. Importing this module imports torch.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from cnncheck.dtypes import is_bfloat16, is_integer, is_narrow
from cnncheck.errors import ReferenceFailedError
from cnncheck.operators.places import part
from cnncheck.references.definition import DefinitionReference
from cnncheck.references.opinion import torch_has
from cnncheck.references.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.operators.problem import Argument, Array, Problem

_FLOAT64 = np.dtype(np.float64)

SMALL_WORK = 4_000_000
"""Up to so many products one thread is faster than waking, and waiting for, all of them."""


class TorchReference:
    """Answers problems with PyTorch on the CPU."""

    name = f"torch {torch.__version__}"

    def answer(self, problem: Problem) -> Truth:
        """Answer in float64, with the magnitude of the sums where rounding is to be bounded.

        What torch does not have the definition answers. Sums of integers are exact in float64, as
        cases have none beyond 2**31; torch itself convolves int8 on some paths alone, and adds up
        in it.
        """
        if not torch_has(problem):
            return DefinitionReference().answer(problem)
        started = time.perf_counter()
        value = problem.kept(_ask(problem, _FLOAT64))
        seconds = time.perf_counter() - started
        if not problem.needs_bound:
            return Truth(value, seconds=seconds)
        magnitude = _ask(problem, _FLOAT64, absolute=(*problem.linear, *problem.added))
        return Truth(value, magnitude, problem.norm if problem.multiplies else 0.0, seconds)

    def yardstick(self, problem: Problem) -> Array | None:
        """Answer in the problem's own dtype; nothing where torch has no such pass."""
        if not torch_has(problem) or is_integer(problem.dtype):
            return None
        try:
            return _ask(problem, problem.dtype)
        except ReferenceFailedError:
            if is_narrow(problem.dtype):  # of which torch has not every pass
                return None
            raise


def _ask(
    problem: Problem,
    dtype: np.dtype[Any],
    absolute: Sequence[str] = (),
) -> Array:
    # Of bfloat16 NumPy and torch have each their own, and float32 holds its numbers.
    held, asked = (np.dtype(np.float32), torch.bfloat16) if is_bfloat16(dtype) else (dtype, None)

    def convert(name: str, value: Argument) -> Any:
        if not isinstance(value, np.ndarray):
            return value
        array = np.array(value, held, order="C")
        tensor = torch.from_numpy(_absolute(array) if name in absolute else array)
        return tensor.to(asked) if asked else tensor

    arguments = {name: convert(name, value) for name, value in problem.arguments.items()}
    _use_threads(1 if _work(problem) <= SMALL_WORK else _ALL_THREADS)
    try:
        out: torch.Tensor = _table(problem, bool(absolute))[problem.pass_name](arguments)
    except (RuntimeError, MemoryError) as error:
        why = "its case is hidden" if problem.hidden else str(error).strip().splitlines()[0]
        raise ReferenceFailedError(
            f"torch could not answer {problem.function}: {why}",
            "try a smaller case, or report this with the case's YAML",
        ) from error
    value: Array = (out.detach().float() if asked else out.detach()).numpy()
    return value.astype(dtype, copy=False)


def _table(problem: Problem, absolute: bool) -> Any:
    """Return an operator's passes; of absolute values those that add up what others subtract."""
    module = part(problem.operator, "torch")
    return getattr(module, "MAGNITUDES", module.PASSES) if absolute else module.PASSES


_ALL_THREADS = torch.get_num_threads()


def _use_threads(count: int) -> None:
    if torch.get_num_threads() != count:
        torch.set_num_threads(count)


def _work(problem: Problem) -> int:
    return int(math.prod(problem.out_shape)) * max(problem.depth, 1)


def _absolute(array: Array) -> Array:
    return np.where(np.isfinite(array), np.abs(array), 0)
