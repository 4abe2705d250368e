"""How fast this machine is at all: a large matrix product, and a copy of a large array."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

GEMM_SIZE = 1024
"""Rows and columns: large enough for BLAS to reach its peak, done in some 20 ms a core."""

COPY_BYTES = 64 << 20
"""Larger than the caches of the processors that this runs on."""

TURNS = 8


def gemm_flops(
    dtype: str, size: int = GEMM_SIZE, clock: Callable[[], float] = time.perf_counter
) -> float:
    """Return the multiplications and additions a second of the quickest of some products.

    Parameters
    ----------
    dtype : str
    size : int
        Of the square matrices.
    clock : callable
    """
    draws = np.random.RandomState(0)
    a, b = (draws.standard_normal((size, size)).astype(dtype) for _ in range(2))
    out = np.empty((size, size), dtype)
    return 2 * size**3 / _quickest(lambda: np.matmul(a, b, out=out), clock)


def copy_bandwidth(
    threads: int, nbytes: int = COPY_BYTES, clock: Callable[[], float] = time.perf_counter
) -> float:
    """Return the bytes a second that the quickest of some copies reads and writes.

    Parameters
    ----------
    threads : int
        Each copies a part.
    nbytes : int
        Of the array.
    clock : callable
    """
    source = np.ones(nbytes, np.uint8)
    target = np.empty_like(source)
    parts = list(zip(np.array_split(target, threads), np.array_split(source, threads), strict=True))
    with ThreadPoolExecutor(threads) as pool:

        def copy() -> None:
            for part in [pool.submit(np.copyto, *part) for part in parts]:
                part.result()

        return 2 * nbytes / _quickest(copy, clock)


def _quickest(call: Callable[[], object], clock: Callable[[], float]) -> float:
    call()
    taken = []
    for _ in range(TURNS):
        started = clock()
        call()
        taken.append(clock() - started)
    return min(taken)
