"""Faults of convolutions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.faults.declaring.passes import PassFaults
from cnncheck.faults.declaring.table import listed
from cnncheck.faults.in_loops.indexing import (
    Letters,
    index_faults,
    of_backward_filter,
    of_backward_input,
    of_forward,
)
from cnncheck.faults.in_loops.looping import SUM, loop_faults
from cnncheck.faults.in_options.dilation import spread_backward, spread_forward
from cnncheck.faults.in_options.sides import as_it_is, counted, sided
from cnncheck.faults.in_places.bordering import border_faults
from cnncheck.faults.in_places.cropping import cut_faults
from cnncheck.faults.in_places.misplacing import (
    channel_faults,
    flat_faults,
    gradient_place_faults,
    one_border_faults,
    roll_faults,
)
from cnncheck.faults.in_places.shifting import shift_faults
from cnncheck.faults.in_places.slicing import slice_faults
from cnncheck.faults.in_places.stopping import stop_faults
from cnncheck.faults.in_places.volumes import planes, planes_of_gradient
from cnncheck.faults.parts import kernels
from cnncheck.faults.parts.loops import WORDS, loops
from cnncheck.operators.common_parameters import BIAS, DILATION, PADDING_AFTER
from cnncheck.operators.conv.faults import (
    backward_filter,
    backward_input,
    bias,
    forward,
    groups,
    meeting,
)
from cnncheck.operators.conv.faults.around_gradient import around_gradient_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.faults.declaring.table import Row

_FORWARD = loops(n=("", 0), f=("", 1), i=("", 2), j=("", 3), c=("W", 1), k=("W", 2), l=("W", 3))
_BACKWARD_FILTER = loops(
    f=("", 0), c=("", 1), k=("", 2), l=("", 3), n=("G", 0), i=("G", 2), j=("G", 3)
)
_BACKWARD_INPUT = loops(
    n=("", 0),
    c=("", 1),
    y=("", 2),
    x=("", 3),
    f=("W", 0),
    k=("W", 2),
    l=("W", 3),
    i=("G", 2),
    j=("G", 3),
)


_BACKWARD_BIAS = loops(
    {**WORDS, "i": "row of out_grad", "j": "column of out_grad"},
    f=("", 0), n=("G", 0), i=("G", 2), j=("G", 3),
)  # fmt: skip


def _made_of_forward() -> Iterator[Row]:
    yield from loop_faults(_FORWARD, SUM)
    yield from shift_faults()
    yield from slice_faults()
    yield from stop_faults("multiplied")
    yield from border_faults()
    yield from one_border_faults(counts=True)
    yield from flat_faults()
    yield from roll_faults()
    yield from channel_faults()
    yield from groups.beginning_faults("X", "W")
    yield from index_faults(of_forward, Letters(), "X", "W", "out")


def _made_of_backward_filter() -> Iterator[Row]:
    yield from loop_faults(_BACKWARD_FILTER, SUM)
    yield from shift_faults()
    yield from slice_faults()
    yield from stop_faults("added")
    yield from border_faults()
    yield from flat_faults()
    yield from roll_faults()
    yield from channel_faults()
    yield from gradient_place_faults()
    yield from groups.beginning_faults("X")
    yield from index_faults(of_backward_filter, Letters(out="fckl"), "X", "G", "out")


def _made_of_backward_input() -> Iterator[Row]:
    yield from loop_faults(_BACKWARD_INPUT)
    yield from meeting.meeting_faults()
    yield from meeting.left_out_faults()
    yield from meeting.masked_faults()
    yield from shift_faults(sends=True)
    yield from stop_faults("filled")
    yield from cut_faults()
    yield from around_gradient_faults()
    yield from gradient_place_faults()
    yield from groups.beginning_faults("G", "W")
    yield from index_faults(of_backward_input, Letters(), "X", "W", "G")


def _made_of_backward_bias() -> Iterator[Row]:
    yield from listed(loop_faults(_BACKWARD_BIAS, SUM), bias.sum_faults(), option="bias")


FAULTS = {
    "forward": PassFaults(
        "conv-forward",
        kernels.forward,
        (
            *forward.ROWS,
            *bias.FORWARD,
            *spread_forward(DILATION),
            *groups.FORWARD,
            *sided(PADDING_AFTER, counted, as_it_is, without=("all-behind",), reads=True),
        ),
        _FORWARD,
        _made_of_forward,
        planes(DILATION, counts=True, taps=True),
    ),
    "backward_filter": PassFaults(
        "conv-backward-filter",
        kernels.backward_filter,
        (
            *backward_filter.ROWS,
            *spread_backward(DILATION),
            *groups.BACKWARD_FILTER,
            *sided(PADDING_AFTER),
        ),
        _BACKWARD_FILTER,
        _made_of_backward_filter,
        planes(DILATION, gradient=True),
    ),
    "backward_input": PassFaults(
        "conv-backward-input",
        kernels.backward_input,
        (
            *backward_input.ROWS,
            *spread_backward(DILATION),
            *groups.BACKWARD_INPUT,
            *sided(PADDING_AFTER),
        ),
        _BACKWARD_INPUT,
        _made_of_backward_input,
        planes(DILATION, taps=True, gradient=True),
    ),
    "backward_bias": PassFaults(
        "conv-backward-bias",
        kernels.backward_bias,
        bias.BACKWARD,
        made=_made_of_backward_bias,
        planes=planes_of_gradient(BIAS),
    ),
}
