"""Faults of max poolings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.faults.declaring.passes import PassFaults
from cnncheck.faults.declaring.table import listed
from cnncheck.faults.in_loops.in_step import diagonals_of_maxima
from cnncheck.faults.in_loops.indexing import (
    POOLED,
    index_faults,
    moved_windows,
    of_maximum,
    of_moved_winners,
    of_winners,
)
from cnncheck.faults.in_loops.looping import MAXIMUM, loop_faults
from cnncheck.faults.in_options.dilation import spread_backward, spread_forward
from cnncheck.faults.in_options.sides import as_it_is, counted, sided
from cnncheck.faults.in_places.cropping import cut_faults
from cnncheck.faults.in_places.misplacing import (
    flat_faults,
    gradient_place_faults,
    window_end_faults,
)
from cnncheck.faults.in_places.shifting import shift_faults
from cnncheck.faults.in_places.slicing import slice_faults
from cnncheck.faults.in_pools import pooling
from cnncheck.faults.in_pools.extremes import reduction_faults, start_faults
from cnncheck.faults.in_pools.pooling import BACKWARD_LOOPS, FORWARD_LOOPS
from cnncheck.faults.parts import pool_kernels
from cnncheck.operators.common_parameters import DILATION, PADDING_AFTER, WINDOW
from cnncheck.operators.max_pool.faults import (
    backward,
    forward,
    giving,
    marking,
    meeting,
    options,
    perturbing,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.faults.declaring.table import Row


def _made_of_forward() -> Iterator[Row]:
    yield from diagonals_of_maxima()
    yield from loop_faults(FORWARD_LOOPS, MAXIMUM)
    yield from index_faults(of_maximum, POOLED, "X")
    yield from shift_faults()
    yield from reduction_faults()
    yield from start_faults()
    yield from slice_faults()
    yield from flat_faults()
    yield from window_end_faults()


def _made_of_backward() -> Iterator[Row]:
    yield from loop_faults(BACKWARD_LOOPS)
    yield from meeting.winner_faults()
    yield from giving.share_faults()
    yield from meeting.erasing_faults()
    yield from marking.marked_faults()
    yield from perturbing.perturbed_faults()
    yield from shift_faults(sends=True)
    yield from cut_faults()
    yield from gradient_place_faults()
    yield from index_faults(of_winners, POOLED, "X", "G")
    yield from moved_windows(of_moved_winners)


FAULTS = {
    "forward": PassFaults(
        "pool-forward",
        pool_kernels.largest,
        (
            *forward.ROWS,
            *spread_forward(DILATION),
            *pooling.of_no_stride(counts=True),
            *listed(pooling.sides(WINDOW, counts=True), option="window"),
            *listed(options.padding(forward=True), option="padding"),
            *listed(pooling.ceil_mode(counts=True), options.beyond(), option="ceil_mode"),
            *sided(PADDING_AFTER, counted, as_it_is, reads=True),
        ),
        FORWARD_LOOPS,
        _made_of_forward,
    ),
    "backward": PassFaults(
        "pool-backward",
        pool_kernels.to_largest,
        (
            *backward.ROWS,
            *spread_backward(DILATION),
            *pooling.of_no_stride(counts=False),
            *listed(pooling.sides(WINDOW, counts=False), option="window"),
            *listed(options.padding(forward=False), option="padding"),
            *listed(pooling.ceil_mode(counts=False), option="ceil_mode"),
            *sided(PADDING_AFTER, without=("all-before", "before-ignored")),
            *listed(options.ties(), option="ties"),
        ),
        BACKWARD_LOOPS,
        _made_of_backward,
    ),
}
