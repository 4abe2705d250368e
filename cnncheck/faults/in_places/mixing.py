"""Faults of windows that are flattened with their axes in another order, and cut into rows all the same."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.table import about, kernel
from cnncheck.faults.parts import pool_kernels
from cnncheck.faults.parts.plans import replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Kernel
    from cnncheck.faults.parts.plans import Axis, Plan
    from cnncheck.operators.problem import Array

HINT = "Before a reshape to rows of one window each, which axes lie last in memory?"

BLOCKS = {"n": "N", "c": "C", "w": "OH, OW", "k": "KH, KW"}
OTHERS = {"n": "images", "c": "channels", "w": "windows"}
"""What a row is of that does not end where its window does."""


def mixed_faults(pooled: Kernel) -> Iterator[Row]:
    """Yield the faults in which elements of several windows, channels or images are taken for one window.

    Parameters
    ----------
    pooled : callable
        What gives the right answer of a plan.
    """
    for order in permutations(BLOCKS):
        behind = order[order.index("k") + 1 :]
        if behind:
            axes = ", ".join(BLOCKS[each] for each in order)
            of = " and ".join(OTHERS[each] for each in behind)
            sentence = (
                f"windows are flattened as ({axes}) and cut into rows of KH * KW, so that each row "
                f"is of several {of}"
            )
            name = f"windows-mixed-{'-'.join(order)}"
            yield from about(HINT, kernel(name, sentence, _mixed(pooled, order)))


def _mixed(pooled: Kernel, order: tuple[str, ...]) -> Kernel:
    outside = -np.inf if pooled is pool_kernels.largest else 0.0

    def computed(plan: Plan) -> Array:
        seen, rank = plan.windows.read(plan.X, outside), len(plan.axes)
        places = {
            "n": [0],
            "c": [1],
            "w": [*range(2, 2 + rank)],
            "k": [*range(2 + rank, 2 + 2 * rank)],
        }
        rows = seen.transpose([axis for each in order for axis in places[each]])
        left = [axis for each in order if each != "k" for axis in places[each]]
        cut = rows.reshape([seen.shape[axis] for axis in left] + [plan.taps])
        ordered = cut.transpose([*np.argsort(left), len(left)])
        return pooled(side_by_side(plan, pool_kernels.of_taps(plan, ordered)))

    return computed


def side_by_side(plan: Plan, seen: Array) -> Plan:
    """Return the plan of an image in which windows lie side by side that hold (N, C, OH, OW, KH, KW)."""
    rank = len(plan.axes)
    pairs = [axis for number in range(2, 2 + rank) for axis in (number, number + rank)]
    image = seen.transpose([0, 1, *pairs])
    lengths = [axis.count * axis.kernel for axis in plan.axes]

    def tiled(axis: Axis) -> Axis:
        return replace(axis, length=axis.count * axis.kernel, stride=axis.kernel, dilation=1,
                       before=0, after=0, reach=0, ceil=False)  # fmt: skip

    X = image.reshape(*seen.shape[:2], *lengths)
    return replace(plan.along_all(tiled), X=X)
