"""Faults in what a call does rather than in what it computes, and in its precision.

They are the same for all six functions.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.diagnose import right
from cnncheck.implementations.base import Reply
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.diagnose.catalogue.changes import Shelf
    from cnncheck.diagnose.fault import Compute, Memory
    from cnncheck.operators.problem import Array, Problem


def add_behaviour(shelf: Shelf) -> None:
    """Put the faults on the shelf that any function can have."""
    add = shelf.add
    add(
        "input-changed",
        "an argument is changed in place",
        "The caller goes on using its arrays: work on a copy.",
        respond=_changes_input,
        kind="behaviour",
    )
    add(
        "dtype-widened",
        "float32 comes back as float64",
        "np.zeros and np.empty make float64 unless told otherwise.",
        respond=_as_float64,
        kind="behaviour",
    )
    add(
        "dtype-narrowed",
        "float64 comes back as float32",
        "The result has the dtype of X.",
        respond=_as_float32,
        kind="behaviour",
    )
    add(
        "dtype-integer",
        "the result is an array of integers",
        "The result has the dtype of X.",
        respond=_as_integers,
        kind="behaviour",
    )
    add(
        "returns-nothing",
        "nothing that is an array comes back",
        "Does every way through the function end with a return of one array?",
        respond=_returns_none,
        kind="behaviour",
    )
    add(
        "cached-by-shape",
        "a result is remembered by the shapes of the arguments and handed out for other values",
        "Is anything kept between calls, in a global, a default argument or a cache?",
        respond=_cached,
        kind="behaviour",
    )
    add(
        "buffer-not-cleared",
        "the result is added to that of the last call with the same shapes",
        "Is an array kept between calls? It has to start from zeros each time.",
        respond=_accumulated,
        kind="behaviour",
    )
    add(
        "buffer-shared",
        "the same array is returned again and again, so a later call changes an earlier result",
        "Is an array kept between calls? Return a new one each time.",
        respond=_same_buffer,
        kind="behaviour",
    )


def add_sharing(shelf: Shelf) -> None:
    """Put the fault on the shelf that only a function can have whose result may be its input."""
    shelf.add(
        "output-shares-memory",
        "the result shares memory with an argument",
        "A caller who writes into the result would change the input too: return a new array.",
        respond=_shares_memory,
        kind="behaviour",
    )


def add_precision(shelf: Shelf) -> None:
    """Put the faults on the shelf that lose digits."""
    for name, sentence, narrow in (
        ("float32-inside", "float64 values go through float32", _to_float32),
        ("float16-inside", "values go through half precision (float16)", _to_float16),
        ("bfloat16-inside", "values go through bfloat16, which keeps 8 bits", _to_bfloat16),
        ("tf32-inside", "values keep 11 bits on the way, as on a low-precision unit", _to_tf32),
    ):
        shelf.add(
            name,
            sentence,
            "Look for astype, dtype= and np.zeros(..., dtype): the dtype of X is kept throughout.",
            *_narrowings(narrow),
            kind="precision",
        )
    shelf.add(
        "integers-inside",
        "the fractions of the inputs are cut off",
        "Look for astype(int), // and arrays of integers on the way.",
        _inputs(np.trunc),
        _output(np.trunc),
        _output(np.rint),
        _inputs(np.rint),
    )


def _narrowings(narrow: Callable[[Array], Array]) -> tuple[Compute, ...]:
    return (
        _inputs(narrow),
        _output(narrow),
        *(_inputs(narrow, only=name) for name in ("X", "W", "out_grad", "grad_pool")),
    )


def _inputs(narrow: Callable[[Array], Array], only: str | None = None) -> Compute:
    def manner(problem: Problem) -> Array:
        arguments = {
            name: narrow(value) if isinstance(value, np.ndarray) and only in (None, name) else value
            for name, value in problem.arguments.items()
        }
        return right.answer(replace(problem, arguments=arguments))

    return manner


def _output(narrow: Callable[[Array], Array]) -> Compute:
    return lambda problem: narrow(right.answer(problem))


def _to_float32(array: Array) -> Array:
    return array.astype(np.float32).astype(array.dtype)


def _to_float16(array: Array) -> Array:
    return array.astype(np.float16).astype(array.dtype)


def _to_bfloat16(array: Array) -> Array:
    bits = np.ascontiguousarray(array, np.float32).view(np.uint32)
    return (bits & np.uint32(0xFFFF0000)).view(np.float32).astype(array.dtype)


def _to_tf32(array: Array) -> Array:
    mantissa, exponent = np.frexp(array)
    return np.asarray(np.ldexp(np.rint(mantissa * 2**11) / 2**11, exponent)).astype(array.dtype)


# --- behaviour ---------------------------------------------------------------------------------


def _changes_input(problem: Problem, correct: Array, _: Memory) -> Reply:
    name = next(iter(problem.arrays))
    asked = f"{problem.function}({', '.join(problem.arguments)})"
    return Reply(
        correct.copy(), Outcome.MUTATED_INPUT, f"{asked} changed its argument {name} in place"
    )


def _shares_memory(problem: Problem, correct: Array, _: Memory) -> Reply:
    """Where the right answer is a view of an argument, that view comes back."""
    asked = f"{problem.function}({', '.join(problem.arguments)})"
    for name, array in problem.arrays.items():
        step = problem.arguments["s"] if problem.arguments.get("f") == 1 else 1
        view = array[:, :, ::step, ::step]
        if view.shape == correct.shape and np.array_equal(view, correct, equal_nan=True):
            message = f"{asked} returned memory of its argument {name}"
            return Reply(correct.copy(), Outcome.ALIASED_OUTPUT, message)
    return Reply(correct.copy())


def _as_float64(problem: Problem, correct: Array, _: Memory) -> Reply:
    return Reply(correct.astype(np.float64))


def _as_float32(problem: Problem, correct: Array, _: Memory) -> Reply:
    with np.errstate(all="ignore"):
        return Reply(correct.astype(np.float32))


def _as_integers(problem: Problem, correct: Array, _: Memory) -> Reply:
    with np.errstate(all="ignore"):
        return Reply(np.nan_to_num(correct, posinf=0, neginf=0).astype(np.int64))


def _returns_none(problem: Problem, correct: Array, _: Memory) -> Reply:
    asked = f"{problem.function}({', '.join(problem.arguments)})"
    return Reply(None, Outcome.BAD_VALUE, f"{asked} returned None, expected a numpy.ndarray")


def _key(problem: Problem) -> tuple[Any, ...]:
    return tuple(
        (value.shape, value.dtype.str) if isinstance(value, np.ndarray) else value
        for value in problem.arguments.values()
    )


def _cached(problem: Problem, correct: Array, memory: Memory) -> Reply:
    return Reply(memory.setdefault(_key(problem), correct.copy()).copy())


def _accumulated(problem: Problem, correct: Array, memory: Memory) -> Reply:
    key = _key(problem)
    with np.errstate(all="ignore"):
        memory[key] = memory[key] + correct if key in memory else correct.copy()
    return Reply(memory[key].copy())


def _same_buffer(problem: Problem, correct: Array, memory: Memory) -> Reply:
    buffer = memory.setdefault(_key(problem), np.empty_like(correct))
    buffer[...] = correct
    return Reply(buffer)
