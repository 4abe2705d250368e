"""Calls that are prepared once, with views of buffers, and made again for every tile.

Slicing views takes as long as a call on a small tile, and it takes it with the interpreter's lock
held, so that other threads wait.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cnncheck.layers._arguments import Array

    Step = Callable[[], Array]


def step(operation: Callable[..., Array], *inputs: Array, out: Array) -> Step:
    """Prepare a call that writes an array."""
    if operation is np.maximum:  # which wants `out` by name, as the others do not
        return partial(operation, *inputs, out=out)
    return partial(operation, *inputs, out)  # a third quicker


def run(steps: Iterable[Step]) -> None:
    """Make one call after the other."""
    for each in steps:
        each()
