"""Faults of average poolings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.faults import pool_kernels, pooling
from cnncheck.faults.passes import PassFaults
from cnncheck.faults.sides import as_it_is, counted, sided
from cnncheck.faults.table import listed
from cnncheck.operators.avg_pool.faults import average, divisors
from cnncheck.operators.common_parameters import PADDING_AFTER, WINDOW

if TYPE_CHECKING:
    from cnncheck.faults.table import Row


def _of_options(*, forward: bool) -> tuple[Row, ...]:
    thens = (counted, as_it_is) if forward else ()
    return (
        *sided(PADDING_AFTER, *thens, without=("all-before",)),
        *listed(pooling.sides(WINDOW, counts=forward), option="window"),
        *listed(pooling.ceil_mode(counts=forward), divisors.beyond(), option="ceil_mode"),
        *listed(divisors.count_include_pad(forward=forward), option="count_include_pad"),
        *listed(divisors.divisor(forward=forward), option="divisor"),
    )


FAULTS = {
    "forward": PassFaults(
        "avg-pool", pool_kernels.average, (*average.FORWARD, *_of_options(forward=True))
    ),
    "backward": PassFaults(
        "avg-pool-backward", pool_kernels.to_all, (*average.BACKWARD, *_of_options(forward=False))
    ),
}
