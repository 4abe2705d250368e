"""Faults of what is made of a window: by rows and columns apart, and from where a search starts."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.dtypes import finfo
from cnncheck.faults.declaring.table import about, kernel, then
from cnncheck.faults.parts import pool_kernels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Kernel, Then
    from cnncheck.faults.parts.plans import Plan
    from cnncheck.operators.problem import Array, Problem

HINT = "What is made of the rows of a window, and what of its columns?"
START = "The first candidate is an element of the window itself."

REDUCTIONS: dict[str, Callable[..., Array]] = {
    "largest": np.max,
    "smallest": np.min,
    "mean": np.mean,
    "sum": np.sum,
    "median": np.median,
    "first": lambda seen, axis: seen.take(0, axis),
    "last": lambda seen, axis: seen.take(-1, axis),
}

LOW = (
    *(1.0, 1e-8, -1e-8, -1.0, -2.0, -5.0, -9.0, -10.0, -50.0, -100.0, -128.0, -255.0, -256.0),
    *(-999.0, -1000.0, -9999.0, -10000.0),
)
"""Numbers at which people let a search for a maximum start."""


TINY = {
    "tiny": ("the smallest positive number of float64", float(np.finfo(np.float64).tiny)),
    "tiny-32": ("the smallest positive number of float32", float(np.finfo(np.float32).tiny)),
}
"""What people take for the smallest of all numbers."""


def _always(low: float) -> Callable[[Array], Array]:
    return lambda _: np.array(low)


STARTS: dict[str, tuple[str, Callable[[Array], Array]]] = {
    "first-pixel": ("the first pixel of its channel", lambda X: X[:, :, :1, :1]),
    "first-pixel-of-image": ("the first pixel of its image", lambda X: X[:, :1, :1, :1]),
    "first-pixel-of-all": ("the first pixel of X", lambda X: X[:1, :1, :1, :1]),
    "mean": ("the mean of X", lambda X: X.mean(keepdims=True, dtype=np.float64)),
    "image-mean": ("the mean of its channel", lambda X: X.mean(axis=(2, 3), keepdims=True, dtype=np.float64)),
    **{name: (told, _always(low)) for name, (told, low) in TINY.items()},
    "tiny-of-dtype": ("the smallest positive number of the dtype of X", lambda X: np.array(float(finfo(X.dtype).tiny))),
    "epsilon": ("the distance from 1 to the next number", lambda _: np.array(np.finfo(np.float64).eps)),
    "epsilon-of-dtype": ("the distance from 1 to the next number of the dtype of X", lambda X: np.array(float(finfo(X.dtype).eps))),
    **{f"{low:g}": (f"{low:g}", _always(low)) for low in LOW},
}  # fmt: skip


def reduction_faults() -> Iterator[Row]:
    """Yield the faults in which rows and columns of a window are not both searched for a maximum."""
    for (rows, of_rows), (columns, of_columns) in product(REDUCTIONS.items(), REDUCTIONS.items()):
        if (rows, columns) == ("largest", "largest"):
            continue
        told = f"of each column of a window the {rows} is taken, and of these the {columns}"
        if rows == columns:
            told = f"the {rows} of each window is taken"
        flat = (_of_all(of_rows),) if rows == columns == "median" else ()
        apart = _by_lines(of_rows, of_columns)
        yield from about(HINT, kernel(f"{rows}-of-rows-{columns}-of-columns", told, *flat, apart))
    yield from about(
        HINT, kernel("product", "the product of each window is taken", _of_all(np.prod))
    )
    for rank, word in ((-2, "second largest"), (-3, "third largest"), (1, "second smallest")):
        name = word.replace(" ", "-")
        yield from about(
            HINT, kernel(name, f"the {word} value of each window is taken", _ranked(rank))
        )


def start_faults() -> Iterator[Row]:
    """Yield the faults in which the search for a maximum starts at another value."""
    for name, (told, start) in STARTS.items():
        sentence = f"the running maximum starts at {told}, which windows can be below"
        yield from about(START, then(f"starts-at-{name}", sentence, _at_least(start)))
    sentence = (
        "the running maximum of window (i, j) starts at pixel (i, j), not at its own first one"
    )
    yield from about(START, then("starts-at-pixel-of-number", sentence, _from_numbered))


def _from_numbered(out: Array, problem: Problem) -> Array:
    """Start at the pixel that has the window's numbers, which lies in it where the stride is 1."""
    X = problem.arrays["X"].astype(np.float64)
    of_numbers = tuple(map(slice, (*X.shape[:2], *out.shape[2:])))
    return np.maximum(out, X[of_numbers])


def _at_least(start: Callable[[Array], Array]) -> Then:
    def at_least(out: Array, problem: Problem) -> Array:
        return np.maximum(out, start(problem.arrays["X"]).astype(np.float64))

    return at_least


def _by_lines(of_rows: Callable[..., Array], of_columns: Callable[..., Array]) -> Kernel:
    def by_lines(plan: Plan) -> Array:
        seen = pool_kernels.of_taps(plan, pool_kernels.flat_windows(plan))
        return np.asarray(of_columns(of_rows(seen, axis=-2), axis=-1))

    return by_lines


def _of_all(reduce: Callable[..., Array]) -> Kernel:
    return lambda plan: np.asarray(reduce(pool_kernels.flat_windows(plan), axis=-1))


def _ranked(rank: int) -> Kernel:
    """Take a value by its rank; the last there is where a window has fewer."""

    def ranked(plan: Plan) -> Array:
        seen = np.sort(pool_kernels.flat_windows(plan), axis=-1)
        return seen[..., max(rank, -seen.shape[-1]) if rank < 0 else min(rank, seen.shape[-1] - 1)]

    return ranked
