"""Questions whose answers say which pixel each window takes, and where its gradient goes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.observing.observation import as_real, with_array

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnncheck.calls import Reply
    from cnncheck.operators.problem import Array, Problem

    Ask = Callable[[Problem], Reply]

MOST_WINDOWS, MOST_PIXELS = 12, 100
"""Of one channel of a problem that is traced."""

QUESTIONS = 60
"""How many are asked of a gradient, a window at a time."""

ORDERS = 14
"""In how many orders the values of X are asked about, forward."""

CODES = (3.0, 5.0, 7.0, 11.0, 13.0, 17.0, 19.0, 23.0, 29.0, 31.0, 37.0, 41.0)
"""The gradients of images and channels, which tell them apart."""


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """One array X, and what came of it.

    Attributes
    ----------
    problem : Problem
    got : array
        The result; of a gradient (windows, N, C, image...), for each window alone.
    """

    problem: Problem
    got: Array


def telling_most(problems: Sequence[Problem]) -> list[Problem]:
    """Return problems in the order of how much their windows tell, without those that are too large."""
    return sorted(filter(_fits, problems), key=lambda each: (-_tells(each), each.nbytes))


def _counts(problem: Problem) -> tuple[int, ...]:
    array = problem.arrays.get("out_grad")
    return problem.out_shape[2:] if array is None else array.shape[2:]


def _fits(problem: Problem) -> bool:
    windows, pixels = math.prod(_counts(problem)), math.prod(problem.windows.image)
    planes = math.prod(problem.arrays["X"].shape[:2])
    return 0 < windows <= MOST_WINDOWS and pixels <= MOST_PIXELS and planes <= len(CODES)


def _tells(problem: Problem) -> int:
    axes, counts = problem.windows.axes, _counts(problem)
    N, C = problem.arrays["X"].shape[:2]
    return sum((
        N > 1, C > 1, N != C, min(counts) > 1, max(counts) > 2, len(set(counts)) == len(counts),
        all(axis.kernel > 1 for axis in axes), all(axis.kernel != axis.stride for axis in axes),
        all(axis.stride > 1 for axis in axes), len(set(problem.windows.kernel)) > 1,
        len(set(problem.windows.image)) == len(axes),
    ))  # fmt: skip


def forward_traces(problem: Problem, ask: Ask) -> list[Trace]:
    """Ask about values that are all different and positive, in several orders."""
    found = []
    for order in _orders(problem, ORDERS):
        asked = with_array(problem, "X", order)
        value = ask(asked).value
        if value is None or not is_pooled(asked, value):
            return []
        found.append(Trace(asked, as_real(value)))
    return found


def is_pooled(problem: Problem, value: Array) -> bool:
    """Whether there is something for each image and channel, of windows of as many axes as there are."""
    due = problem.out_shape
    return value.ndim == len(due) and value.shape[:2] == due[:2] and value.size > 0


def backward_traces(problem: Problem, ask: Ask) -> list[Trace]:
    """Ask, in several orders of X, about the gradient of each window alone."""
    shape = problem.arrays["out_grad"].shape
    counts, found = shape[2:], []
    codes = np.reshape(CODES[: math.prod(shape[:2])], shape[:2])
    for order in _orders(problem, max(QUESTIONS // math.prod(counts), 3)):
        moved = with_array(problem, "X", order)
        replies = []
        for window in np.ndindex(counts):
            G = np.zeros(shape, problem.dtype)
            G[:, :, *window] = codes
            value = ask(with_array(moved, "out_grad", G)).value
            if value is None or value.shape != problem.out_shape:
                return []
            replies.append(as_real(value))
        ones = np.broadcast_to(codes.reshape(*codes.shape, *(1 for _ in counts)), shape)
        found.append(Trace(with_array(moved, "out_grad", ones * 1.0), np.stack(replies)))
    return found


def _orders(problem: Problem, count: int) -> list[Array]:
    stream, shape = np.random.RandomState(7), problem.arrays["X"].shape
    values = np.arange(2.0, 2.0 + math.prod(shape))
    return [stream.permutation(values).reshape(shape).astype(problem.dtype) for _ in range(count)]
