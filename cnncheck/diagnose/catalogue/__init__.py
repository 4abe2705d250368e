"""The catalogue of faults: realistic wrong versions of the six functions.

Each module puts faults of one function on its shelf, from `padding` to `pool_back_result`;
`precision` and `behaviour` add those that any function can have. A fault is one row: its name, a
sentence, and one way of going wrong for each manner, below the hint that it shares with its
neighbours. The ways are put together from `arrays` and `changes`; what several functions get wrong
alike is in `common`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.diagnose.catalogue import (
    backward_filter_sums,
    backward_input_sums,
    convolution_sums,
    padding_image,
    pool_back_result,
    pool_forward_result,
)
from cnncheck.diagnose.catalogue.behaviour import add_behaviour, add_sharing
from cnncheck.diagnose.catalogue.precision import add_not_finite, add_precision

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.diagnose.fault import Fault

# Most functions have several modules; each takes the shelf of the one before and goes on with it.
_SHELVES = (
    padding_image.shelf,
    convolution_sums.shelf,
    backward_filter_sums.shelf,
    backward_input_sums.shelf,
    pool_forward_result.shelf,
    pool_back_result.shelf,
)
for _shelf in _SHELVES:
    add_precision(_shelf)
    add_behaviour(_shelf)
for _shelf in _SHELVES[:4]:
    add_not_finite(_shelf)
for _shelf in (padding_image.shelf, pool_forward_result.shelf, pool_back_result.shelf):
    add_sharing(_shelf)

CATALOGUE: Mapping[str, Fault] = {fault.id: fault for shelf in _SHELVES for fault in shelf.faults}
"""Every fault by its id, function by function in the order of the assignment."""


def faults_of(function: str) -> list[Fault]:
    """Return the catalogue's faults of one function.

    Parameters
    ----------
    function : str
    """
    return [fault for fault in CATALOGUE.values() if fault.function == function]


__all__ = ["CATALOGUE", "faults_of"]
