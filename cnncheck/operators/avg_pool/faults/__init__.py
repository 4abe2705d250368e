"""Faults of average poolings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.faults.declaring.passes import PassFaults
from cnncheck.faults.declaring.table import listed
from cnncheck.faults.in_loops.in_step import diagonals_of_means
from cnncheck.faults.in_loops.indexing import (
    POOLED,
    index_faults,
    moved_windows,
    of_average,
    of_shares,
)
from cnncheck.faults.in_loops.looping import loop_faults
from cnncheck.faults.in_options.dilation import spread_backward, spread_forward
from cnncheck.faults.in_options.sides import as_it_is, counted, sided
from cnncheck.faults.in_places.cropping import cut_faults
from cnncheck.faults.in_places.misplacing import flat_faults, gradient_place_faults
from cnncheck.faults.in_places.shifting import shift_faults
from cnncheck.faults.in_places.slicing import slice_faults
from cnncheck.faults.in_pools import pooling
from cnncheck.faults.in_pools.pooling import BACKWARD_LOOPS, FORWARD_LOOPS
from cnncheck.faults.parts import pool_kernels
from cnncheck.operators.avg_pool.faults import average, divisors
from cnncheck.operators.common_parameters import DILATION, PADDING_AFTER, WINDOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.faults.declaring.table import Row


def _made_of_forward() -> Iterator[Row]:
    yield from diagonals_of_means()
    yield from loop_faults(FORWARD_LOOPS)
    yield from index_faults(of_average, POOLED, "X")
    yield from flat_faults()
    yield from shift_faults()
    yield from slice_faults()


def _made_of_backward() -> Iterator[Row]:
    yield from loop_faults(BACKWARD_LOOPS)
    yield from shift_faults(sends=True)
    yield from cut_faults()
    yield from gradient_place_faults()
    yield from index_faults(of_shares, POOLED, "G")
    yield from moved_windows(of_shares)


def _of_options(*, forward: bool) -> tuple[Row, ...]:
    thens = (counted, as_it_is) if forward else ()
    return (
        *sided(PADDING_AFTER, *thens, without=("all-before",)),
        *divisors.one_side_counted(forward=forward),
        *pooling.of_no_stride(counts=forward),
        *listed(pooling.sides(WINDOW, counts=forward), option="window"),
        *listed(pooling.ceil_mode(counts=forward), divisors.beyond(), option="ceil_mode"),
        *listed(divisors.count_include_pad(forward=forward), option="count_include_pad"),
        *listed(divisors.divisor(forward=forward), option="divisor"),
        *(spread_forward(DILATION) if forward else spread_backward(DILATION)),
        *listed(divisors.dilation(forward=forward), option=DILATION.name),
    )


FAULTS = {
    "forward": PassFaults(
        "avg-pool",
        pool_kernels.average,
        (*average.FORWARD, *_of_options(forward=True)),
        FORWARD_LOOPS,
        _made_of_forward,
    ),
    "backward": PassFaults(
        "avg-pool-backward",
        pool_kernels.to_all,
        (*average.BACKWARD, *_of_options(forward=False)),
        BACKWARD_LOOPS,
        _made_of_backward,
    ),
}
