"""Faults of ``pool_back`` in which equal maxima are told apart by something small, which a dtype may lose."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.dtypes import cast
from cnncheck.faults.declaring.table import about, computed
from cnncheck.faults.parts import kernels, pool_kernels
from cnncheck.faults.parts.plans import replace
from cnncheck.faults.parts.ways import right_plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.faults.declaring.fault import Compute
    from cnncheck.faults.declaring.table import Row
    from cnncheck.operators.problem import Array, Problem

LOST = "How far apart are two neighbouring numbers of float32 near 100?"

SHARES = (1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15)
"""What people take off a pixel, times its number."""


def perturbed_faults() -> Iterator[Row]:
    """Yield the faults in which a small number times that of the pixel is taken off, and all equal maxima win."""
    for share in SHARES:
        for name, of in (("image", "in the image"), ("window", "in the window")):
            sentence = (
                f"equal maxima are told apart by {share:g} times the number of each pixel {of}, which "
                "is lost in the dtype beside larger values: there all of them get the gradient"
            )
            way = _told_apart(share, in_window=name == "window")
            yield from about(LOST, computed(f"ties-told-by-{share:g}-{name}", sentence, way))


def _told_apart(share: float, *, in_window: bool) -> Compute:
    def back(problem: Problem) -> Array:
        plan, dtype = right_plan(problem), problem.dtype

        def lowered(values: Array, numbers: Array) -> Array:
            return cast(values - share * numbers, dtype).astype(np.float64)

        if in_window:
            seen = lowered(pool_kernels.flat_windows(plan), np.arange(plan.taps))
        else:
            sides = plan.X.shape[2:]
            numbers = np.arange(math.prod(sides)).reshape(sides)
            seen = pool_kernels.flat_windows(replace(plan, X=lowered(plan.X, numbers)))
        wins = seen == seen.max(axis=-1, keepdims=True)
        given = np.where(wins, plan.G[..., None], 0.0)
        return kernels.add_up(plan, pool_kernels.of_taps(plan, given))

    return back
