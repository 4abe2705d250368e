"""Faults in what a call does rather than in what it computes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.calls import Reply
from cnncheck.dialects import LAYERS
from cnncheck.dtypes import INTEGERS
from cnncheck.faults.declaring import right
from cnncheck.faults.declaring.table import about, behaviour
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.faults.declaring.fault import Memory, Respond
    from cnncheck.faults.declaring.table import Row
    from cnncheck.operators.problem import Array, Problem

    Key = Callable[[Problem, Array], Any]


KEEPING = ("cached-by-shape", "buffer-not-cleared", "buffer-shared")
"""Faults that show in later calls alone."""


# fmt: off
def behaviours(*arrays: str) -> tuple[Row, ...]:
    """Return the faults that any function can have whose result follows from these arrays."""
    stale = (_stale(name) for name in arrays)
    return (
        *about("The caller goes on using its arrays: work on a copy.",
            behaviour("input-changed", "an argument is changed in place", _changes_input)),
        *about("np.zeros and np.empty make float64 unless told otherwise.",
            behaviour("dtype-widened", "float32 comes back as float64", _as_float64)),
        *about("The result has the dtype of X.",
            behaviour("dtype-narrowed", "float64 comes back as float32", _as_float32),
            behaviour("dtype-integer", "the result is an array of integers", _as_integers)),
        *about("Does every way through the function end with a return of one array?",
            behaviour("returns-nothing", "no plain array of numbers comes back", _returns_none)),
        *about("Is anything kept between calls, in a global, a default argument or a cache?",
            behaviour("cached-by-shape", "a result is remembered by the shapes of the arguments and handed out for other values",
                *_kept(_cached, *stale))),
        *about("Is an array kept between calls? It has to start from zeros each time.",
            behaviour("buffer-not-cleared", "the result is added to that of the last call with the same shapes",
                *_kept(_accumulated, _accumulated_in_place))),
        *about("Is an array kept between calls? Return a new one each time.",
            behaviour("buffer-shared", "the same array is returned again and again, so a later call changes an earlier result",
                *_kept(_same_buffer))),
    )


def sharing_memory() -> tuple[Row, ...]:
    """Return the fault that only a function can have whose result may be its input."""
    return about("A caller who writes into the result would change the input too: return a new array.",
        behaviour("output-shares-memory", "the result shares memory with an argument", _shares_memory))
# fmt: on


def _changes_input(problem: Problem, correct: Array, _: Memory) -> Reply:
    name = LAYERS.word(problem, next(iter(problem.arrays)))
    asked = LAYERS.call(problem)
    return Reply(
        correct.copy(), Outcome.MUTATED_INPUT, f"{asked} changed its argument {name} in place"
    )


def _shares_memory(problem: Problem, correct: Array, _: Memory) -> Reply:
    """Where the right answer is a view of an argument, that view comes back."""
    asked = LAYERS.call(problem)
    for name, array in problem.arrays.items():
        axes = problem.windows.axes
        single = all(axis.kernel == 1 for axis in axes)
        view = array[:, :, *(slice(None, None, axis.stride if single else 1) for axis in axes)]
        if view.shape == correct.shape and np.array_equal(view, correct, equal_nan=True):
            message = f"{asked} returned memory of its argument {LAYERS.word(problem, name)}"
            return Reply(correct.copy(), Outcome.ALIASED_OUTPUT, message)
    return Reply(correct.copy())


def _as_float64(problem: Problem, correct: Array, _: Memory) -> Reply:
    return Reply(correct.astype(np.float64))


def _as_float32(problem: Problem, correct: Array, _: Memory) -> Reply:
    with np.errstate(all="ignore"):
        return Reply(correct.astype(np.float32))


def _as_integers(problem: Problem, correct: Array, _: Memory) -> Reply:
    """Return integers where real numbers are due; other integers than those that are, widened."""
    if problem.case.dtype in INTEGERS:
        return Reply(correct)
    with np.errstate(all="ignore"):
        return Reply(np.nan_to_num(correct, posinf=0, neginf=0).astype(np.int64))


def _returns_none(problem: Problem, correct: Array, _: Memory) -> Reply:
    asked = LAYERS.call(problem)
    return Reply(None, Outcome.BAD_VALUE, f"{asked} returned None, expected a numpy.ndarray")


def _by_arguments(problem: Problem, _: Array) -> Any:
    return tuple(
        (value.shape, value.dtype.str) if isinstance(value, np.ndarray) else value
        for value in problem.arguments.values()
    )


def _by_result(_: Problem, correct: Array) -> Any:
    return correct.shape, correct.dtype.str


def _by_shapes(problem: Problem, _: Array) -> Any:
    return tuple(array.shape for array in problem.arrays.values())


@dataclass(frozen=True, slots=True)
class Keeping:
    """A way of keeping something between calls.

    Attributes
    ----------
    way : callable
        What is kept, and what is returned.
    key : callable
        Under what.
    last_only : bool
        Whether a call with another key has that of the last one forgotten.
    """

    way: Callable[[Problem, Array, Memory, Any], Reply]
    key: Key
    last_only: bool

    def __call__(self, problem: Problem, correct: Array, memory: Memory) -> Reply:
        """Return what a call comes back with."""
        place = self.key(problem, correct)
        if self.last_only and place not in memory:
            memory.clear()
        return self.way(problem, correct, memory, place)


def _kept(*ways: Callable[[Problem, Array, Memory, Any], Reply]) -> tuple[Respond, ...]:
    """Return every way of keeping something, by every key; or only that of the last call."""
    return tuple(
        Keeping(way, key, last_only)
        for way in ways
        for key in (_by_arguments, _by_result, _by_shapes)
        for last_only in (False, True)
    )


def _cached(_: Problem, correct: Array, memory: Memory, key: Any) -> Reply:
    return Reply(memory.setdefault(key, correct.copy()).copy())


def _stale(name: str) -> Callable[[Problem, Array, Memory, Any], Reply]:
    """Return the way of keeping what was made of one argument."""

    def reply(problem: Problem, correct: Array, memory: Memory, key: Any) -> Reply:
        kept = memory.setdefault(key, problem.arrays[name])
        if kept is problem.arrays[name]:
            return Reply(correct.copy())
        return Reply(right.answer(replace(problem, arguments={**problem.arguments, name: kept})))

    return reply


def _accumulated(_: Problem, correct: Array, memory: Memory, key: Any) -> Reply:
    with np.errstate(all="ignore"):
        memory[key] = memory[key] + correct if key in memory else correct.copy()
    return Reply(memory[key].copy())


def _accumulated_in_place(_: Problem, correct: Array, memory: Memory, key: Any) -> Reply:
    buffer = memory.setdefault(key, np.zeros_like(correct))
    buffer += correct
    return Reply(buffer)


def _same_buffer(_: Problem, correct: Array, memory: Memory, key: Any) -> Reply:
    buffer = memory.setdefault(key, np.empty_like(correct))
    buffer[...] = correct
    return Reply(buffer)
