"""Matrix products in pieces that OpenBLAS multiplies without copying their factors.

A product begins with copying both factors into the order in which they are read; with few rows and
a short sum that takes a fifth to a third of the time. On processors with AVX-512, OpenBLAS leaves it out for
products of at most SMALL multiplications in float32 [1]_. So a product with few rows and a short sum,
but many columns, is quicker in pieces.

References
----------
.. [1] OpenBLAS 0.3.31, kernel/x86_64/sgemm_small_kernel_permit_skylakex.c.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.layers.blas import multiplies_small_unpacked
from cnncheck.layers.steps import run, step
from cnncheck.layers.threads import ceil_div

if TYPE_CHECKING:
    from cnncheck.layers._arguments import Array
    from cnncheck.layers.steps import Step

SMALL = 10**6  # multiplications
COLUMNS = 192  # of a piece: with fewer, starting it costs what it saves
LINE = 16  # numbers that are multiplied together


def multiply(a: Array, b: Array, out: Array) -> None:
    """Compute ``out[...] = a @ b`` of matrices, or of arrays of as many matrices."""
    run(multiply_steps(a, b, out))


def multiply_steps(a: Array, b: Array, out: Array) -> list[Step]:
    """Prepare the calls that do that."""
    rows, depth = a.shape[-2:]
    columns = b.shape[-1]
    most = SMALL // max(1, rows * depth)
    worth = out.dtype == np.float32 and columns > most >= COLUMNS
    if not worth or not multiplies_small_unpacked():
        return [step(np.matmul, a, b, out=out)]
    count = ceil_div(columns, most)
    width = min(most, ceil_div(ceil_div(columns, count), LINE) * LINE)
    count = columns // width
    steps = [
        step(np.matmul, a[..., None, :, :], _cut(b, count, width), out=_cut(out, count, width))
    ]
    if count * width < columns:
        rest = np.s_[..., count * width :]
        steps.append(step(np.matmul, a, b[rest], out=out[rest]))
    return steps


def _cut(a: Array, count: int, width: int) -> Array:
    """Return a view (..., count, rows, width) of (..., rows, columns)."""
    pieces = a[..., : count * width].reshape(*a.shape[:-1], count, width)
    return pieces.swapaxes(-3, -2)
