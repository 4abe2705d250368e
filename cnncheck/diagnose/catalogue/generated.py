"""Faults that are made and not listed: those of every loop, option and axis of a function.

They are many, and told in plainer words than those of the catalogue; so they are tried where none
of the catalogue explains everything, and beside those that explain a part.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cnncheck.diagnose.catalogue.entries import entry_faults
from cnncheck.diagnose.catalogue.looping import loop_faults
from cnncheck.diagnose.catalogue.meeting import masked_faults, meeting_faults
from cnncheck.diagnose.catalogue.meeting_winners import winner_faults
from cnncheck.diagnose.catalogue.table import declared
from cnncheck.diagnose.catalogue.wrong_options import option_faults

if TYPE_CHECKING:
    from cnncheck.diagnose.fault import Fault

PREFIXES = {
    "zero_padding": "padding",
    "convolution2D": "conv-forward",
    "convolution2D_backward_filter": "conv-backward-filter",
    "convolution2D_backward_input": "conv-backward-input",
    "pool_forward": "pool-forward",
    "pool_back": "pool-backward",
}
READ = {
    "zero_padding": ("X",),
    "convolution2D": ("X", "W", "the result"),
    "convolution2D_backward_filter": ("X", "out_grad", "the result"),
    "convolution2D_backward_input": ("W", "out_grad", "the result"),
    "pool_forward": ("X", "the result"),
    "pool_back": ("X", "out_grad", "the result"),
}


@cache
def generated(function: str) -> tuple[Fault, ...]:
    """Return the faults that are made for a function; none for one that has no loops written down.

    Parameters
    ----------
    function : str
    """
    if function not in PREFIXES:
        return ()
    rows = [*loop_faults(function), *entry_faults(*READ[function])]
    if function == "convolution2D_backward_input":
        rows += meeting_faults()
        rows += masked_faults()
    if function == "pool_back":
        rows += winner_faults()
    if function == "zero_padding":
        rows += option_faults(padding=True, counts=False, strides=False)
    else:
        counts = function in ("convolution2D", "pool_forward")
        windows = function.startswith("pool")
        rows += option_faults(padding=function == "convolution2D", counts=counts, windows=windows)
    return declared(PREFIXES[function], function, rows)
