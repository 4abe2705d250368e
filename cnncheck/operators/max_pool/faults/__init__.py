"""Faults of max poolings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.faults import dilation, pool_kernels, pooling
from cnncheck.faults.entries import entry_faults
from cnncheck.faults.looping import MAXIMUM, loop_faults
from cnncheck.faults.loops import loops
from cnncheck.faults.passes import PassFaults
from cnncheck.faults.table import listed
from cnncheck.faults.wrong_options import option_faults
from cnncheck.operators.max_pool.faults import backward, forward, meeting, options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.faults.table import Row

_FORWARD = loops(n=("", 0), c=("", 1), i=("", 2), j=("", 3), k=("window", 0), l=("window", 1))
_BACKWARD = loops(
    n=("", 0),
    c=("", 1),
    y=("", 2),
    x=("", 3),
    i=("G", 2),
    j=("G", 3),
    k=("window", 0),
    l=("window", 1),
)


def _made_of_forward() -> Iterator[Row]:
    yield from loop_faults(_FORWARD, MAXIMUM)
    yield from entry_faults("X", "the result")
    yield from option_faults(padding=False, counts=True, windows=True)


def _made_of_backward() -> Iterator[Row]:
    yield from loop_faults(_BACKWARD)
    yield from entry_faults("X", "out_grad", "the result")
    yield from meeting.winner_faults()
    yield from option_faults(padding=False, counts=False, windows=True)


FAULTS = {
    "forward": PassFaults(
        "pool-forward",
        pool_kernels.largest,
        (
            *forward.ROWS,
            *dilation.FORWARD,
            *listed(pooling.window(counts=True), option="window"),
            *listed(options.padding(forward=True), option="padding"),
            *listed(pooling.ceil_mode(counts=True), options.beyond(), option="ceil_mode"),
        ),
        _FORWARD,
        _made_of_forward,
    ),
    "backward": PassFaults(
        "pool-backward",
        pool_kernels.to_largest,
        (
            *backward.ROWS,
            *dilation.BACKWARD,
            *listed(pooling.window(counts=False), option="window"),
            *listed(options.padding(forward=False), option="padding"),
            *listed(pooling.ceil_mode(counts=False), option="ceil_mode"),
            *listed(options.ties(), option="ties"),
        ),
        _BACKWARD,
        _made_of_backward,
    ),
}
