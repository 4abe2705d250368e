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
    from cnncheck.diagnose.fault import Compute, Memory, Respond
    from cnncheck.operators.problem import Array, Problem

    Key = Callable[[Problem, Array], Any]


_ARRAYS = {
    "zero_padding": ("X",),
    "convolution2D": ("X", "W"),
    "convolution2D_backward_filter": ("out_grad", "X"),
    "convolution2D_backward_input": ("out_grad", "W"),
    "pool_forward": ("X",),
    "pool_back": ("grad_pool", "X"),
}
"""The arrays whose values the result of a function follows from."""


def add_behaviour(shelf: Shelf) -> None:
    """Put the faults on the shelf that any function can have."""
    add = shelf.add
    add(
        "input-changed",
        "an argument is changed in place",
        "The caller goes on using its arrays: work on a copy.",
        responds=(_changes_input,),
        kind="behaviour",
    )
    add(
        "dtype-widened",
        "float32 comes back as float64",
        "np.zeros and np.empty make float64 unless told otherwise.",
        responds=(_as_float64,),
        kind="behaviour",
    )
    add(
        "dtype-narrowed",
        "float64 comes back as float32",
        "The result has the dtype of X.",
        responds=(_as_float32,),
        kind="behaviour",
    )
    add(
        "dtype-integer",
        "the result is an array of integers",
        "The result has the dtype of X.",
        responds=(_as_integers,),
        kind="behaviour",
    )
    add(
        "returns-nothing",
        "nothing that is an array comes back",
        "Does every way through the function end with a return of one array?",
        responds=(_returns_none,),
        kind="behaviour",
    )
    add(
        "cached-by-shape",
        "a result is remembered by the shapes of the arguments and handed out for other values",
        "Is anything kept between calls, in a global, a default argument or a cache?",
        responds=_kept(_cached, *(_stale(name) for name in _ARRAYS[shelf.function])),
        kind="behaviour",
    )
    add(
        "buffer-not-cleared",
        "the result is added to that of the last call with the same shapes",
        "Is an array kept between calls? It has to start from zeros each time.",
        responds=_kept(_accumulated, _accumulated_in_place),
        kind="behaviour",
    )
    add(
        "buffer-shared",
        "the same array is returned again and again, so a later call changes an earlier result",
        "Is an array kept between calls? Return a new one each time.",
        responds=_kept(_same_buffer),
        kind="behaviour",
    )


def add_sharing(shelf: Shelf) -> None:
    """Put the fault on the shelf that only a function can have whose result may be its input."""
    shelf.add(
        "output-shares-memory",
        "the result shares memory with an argument",
        "A caller who writes into the result would change the input too: return a new array.",
        responds=(_shares_memory,),
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
            *_ways_of_input(shelf, narrow),
            _output(narrow),
            kind="precision",
        )
    shelf.add(
        "integers-inside",
        "values go through integers: fractions are cut off, or large sums wrap around",
        "Look for astype(int), //, and arrays of integers on the way.",
        *(way for cut in (np.trunc, np.rint, *_INTEGERS) for way in (_inputs(cut), _output(cut))),
    )
    shelf.add(
        "memory-order",
        "an argument is read as it lies in memory, whatever its strides",
        "Arrays may be views or in Fortran order: index them, or copy them before as_strided.",
        *(way for read in (_as_it_lies, _as_if_contiguous) for way in _ways_of_input(shelf, read)),
    )


def add_not_finite(shelf: Shelf) -> None:
    """Put the fault on the shelf that hides what is not a number."""
    shelf.add(
        "nan-as-number",
        "NaN or infinities in the arguments are replaced by ordinary numbers",
        "What is not a number must show in every result that depends on it.",
        *(
            way
            for clean in (np.nan_to_num, _only_finite, _no_nan)
            for way in _ways_of_input(shelf, clean)
        ),
    )


def _ways_of_input(shelf: Shelf, change: Callable[[Array], Array]) -> tuple[Compute, ...]:
    names = _ARRAYS[shelf.function]
    only = (_inputs(change, only=name) for name in names)
    return (_inputs(change), *only) if len(names) > 1 else (_inputs(change),)


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


def _as(dtype: type[np.signedinteger[Any]]) -> Callable[[Array], Array]:
    """Return the conversion to integers of a width and back; what does not fit wraps around."""
    return lambda array: array.astype(np.int64).astype(dtype).astype(array.dtype)


_INTEGERS = (_as(np.int64), _as(np.int32), _as(np.int16), _as(np.int8))


def _only_finite(array: Array) -> Array:
    return np.where(np.isfinite(array), array, np.zeros_like(array))


def _no_nan(array: Array) -> Array:
    return np.where(np.isnan(array), np.zeros_like(array), array)


def _as_it_lies(array: Array) -> Array:
    return array.ravel(order="K").reshape(array.shape)


def _as_if_contiguous(array: Array) -> Array:
    """Read as many elements as there are, one after the other, from the first one on."""
    whole = array.base
    if array.flags.c_contiguous or whole is None or array.flags.f_contiguous:
        return _as_it_lies(array)
    return np.asarray(whole).ravel(order="K")[: array.size].reshape(array.shape)


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


def _by_arguments(problem: Problem, _: Array) -> Any:
    return tuple(
        (value.shape, value.dtype.str) if isinstance(value, np.ndarray) else value
        for value in problem.arguments.values()
    )


def _by_result(_: Problem, correct: Array) -> Any:
    return correct.shape, correct.dtype.str


def _by_shapes(problem: Problem, _: Array) -> Any:
    return tuple(array.shape for array in problem.arrays.values())


def _kept(*ways: Callable[[Problem, Array, Memory, Any], Reply]) -> tuple[Respond, ...]:
    """Return every way of keeping something, by every key; or only that of the last call."""

    def respond(way: Callable[..., Reply], key: Key, last_only: bool) -> Respond:
        def reply(problem: Problem, correct: Array, memory: Memory) -> Reply:
            place = key(problem, correct)
            if last_only and place not in memory:
                memory.clear()
            return way(problem, correct, memory, place)

        return reply

    return tuple(
        respond(way, key, last_only)
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
