"""Faults of adaptive max poolings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.passes import PassFaults
from cnncheck.faults.declaring.table import about, listed
from cnncheck.faults.in_loops.looping import MAXIMUM, loop_faults
from cnncheck.faults.in_pools import dividing
from cnncheck.faults.in_pools.apart import apart_backward, apart_forward
from cnncheck.faults.in_pools.extremes import start_faults
from cnncheck.faults.in_pools.pooling import BACKWARD_LOOPS, FORWARD_LOOPS
from cnncheck.faults.parts import pool_kernels
from cnncheck.operators.max_pool.faults import (
    backward,
    forward,
    meeting,
    options,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.operators.problem import Array


def _smallest(seen: Array) -> Array:
    return np.asarray(np.where(seen == -np.inf, np.inf, seen).argmin(axis=-1))


def _made_of_forward() -> Iterator[Row]:
    yield from dividing.shares_along_one()
    yield from loop_faults(FORWARD_LOOPS, MAXIMUM)
    yield from start_faults()


def _made_of_backward() -> Iterator[Row]:
    yield from dividing.shares_along_one()
    yield from loop_faults(BACKWARD_LOOPS)
    yield from meeting.winner_faults()
    yield from meeting.erasing_faults()


FORWARD = listed(
    dividing.windows(counts=True),
    forward.VALUES,
    apart_forward(pool_kernels.largest),
)

BACKWARD = listed(
    dividing.windows(counts=False),
    backward.WINNERS,
    about(
        backward.WINNER,
        backward.winner("minimum-wins", "the smallest element of each window gets it", _smallest),
    ),
    apart_backward(),
)

FAULTS = {
    "forward": PassFaults(
        "adaptive-max-pool", pool_kernels.largest, FORWARD, FORWARD_LOOPS, _made_of_forward
    ),
    "backward": PassFaults(
        "adaptive-max-pool-backward",
        pool_kernels.to_largest,
        (*BACKWARD, *listed(options.ties(), option="ties")),
        BACKWARD_LOOPS,
        _made_of_backward,
    ),
}
