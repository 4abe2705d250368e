"""The catalogue of faults: realistic wrong versions of the functions under test.

Each module declares the faults of one function in a table: a fault is one row, with its name, a
sentence, and one way of going wrong for each manner, below the hint that it shares with its
neighbours. The ways are put together from `arrays` and `changes`; what several functions get wrong
alike is in `common`, `precision` and `behaviour`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.diagnose.catalogue import (
    average,
    backward_filter,
    backward_input,
    bias,
    convolution,
    dilation,
    groups,
    padding,
    pool_back,
    pool_forward,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.diagnose.fault import Fault

_FAULTS = (
    padding.FAULTS,
    convolution.FAULTS,
    bias.FORWARD,
    dilation.FORWARD,
    groups.FORWARD,
    backward_filter.FAULTS,
    dilation.BACKWARD_FILTER,
    groups.BACKWARD_FILTER,
    backward_input.FAULTS,
    dilation.BACKWARD_INPUT,
    groups.BACKWARD_INPUT,
    bias.BACKWARD,
    pool_forward.FAULTS,
    pool_back.FAULTS,
    average.FAULTS,
)

CATALOGUE: Mapping[str, Fault] = {fault.id: fault for faults in _FAULTS for fault in faults}
"""Every fault by its id, function by function in the order of the assignment."""


def faults_of(function: str) -> list[Fault]:
    """Return the catalogue's faults of one function.

    Parameters
    ----------
    function : str
    """
    return [fault for fault in CATALOGUE.values() if fault.function == function]


__all__ = ["CATALOGUE", "faults_of"]
