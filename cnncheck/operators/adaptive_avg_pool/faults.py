"""Faults of adaptive average poolings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.faults.declaring.passes import PassFaults
from cnncheck.faults.declaring.table import about, kernel, listed, plan, then
from cnncheck.faults.in_loops.looping import loop_faults
from cnncheck.faults.in_pools import dividing
from cnncheck.faults.in_pools.apart import apart_backward, apart_forward
from cnncheck.faults.in_pools.pooling import BACKWARD_LOOPS, FORWARD_LOOPS
from cnncheck.faults.parts import kernels, pool_kernels
from cnncheck.faults.parts.changes import reducing
from cnncheck.faults.parts.plans import replace
from cnncheck.faults.parts.ways import right_plan
from cnncheck.operators.avg_pool.faults import average

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Change, Kernel, Then
    from cnncheck.faults.parts.plans import Axis, Plan
    from cnncheck.operators.problem import Array

NUMBER = (
    "Each window is divided by its own number of pixels: they are not all as large as one another."
)
WHOLE = "Which windows read a pixel? Where they overlap it gets a part of each one's gradient."


def _area(side: Callable[[Axis], float]) -> Callable[[Plan], float]:
    return lambda plan: float(np.prod([side(axis) for axis in plan.axes if axis.spans]))


def _first(plan: Plan) -> float:
    return float(pool_kernels.divisors(plan).flat[0])


NUMBERS: dict[str, tuple[str, Callable[[Plan], float]]] = {
    "ceil": (
        "ceil(H / OH) * ceil(W / OW) pixels",
        _area(lambda axis: -(-axis.length // axis.count)),
    ),
    "floor": (
        "floor(H / OH) * floor(W / OW) pixels",
        _area(lambda axis: max(axis.length // axis.count, 1)),
    ),
    "ratio": ("H / OH * W / OW pixels", _area(lambda axis: axis.length / axis.count)),
    "largest": ("what the largest window has", _area(lambda axis: axis.kernel)),
    "first": ("what the first window has", _first),
    "image": ("the pixels of the image", _area(lambda axis: axis.length)),
    "output": ("the pixels of the output", _area(lambda axis: axis.count)),
}
"""By what every sum is divided."""


def _divided(by: Callable[[Plan], float], right: Kernel) -> Kernel:
    return lambda plan: right(reducing(divisor=1)(plan)) / by(plan)


def _numbers(what: str, right: Kernel) -> tuple[Row, ...]:
    return about(
        NUMBER,
        *(
            kernel(f"divided-by-{name}", f"every {what} is divided by {told}", _divided(by, right))
            for name, (told, by) in NUMBERS.items()
        ),
    )


def _of_one_window(plan: Plan) -> Array:
    """Let each pixel have a share of one window alone, as if the image were the output enlarged."""
    first: Any = (..., *(0 for _ in plan.axes))
    G: Array = pool_kernels.shares(plan)[first]
    for at, axis in enumerate(plan.axes, start=2):
        G = np.take(G, np.arange(axis.length) * axis.count // axis.length, at)
    return G


AREAS: dict[str, tuple[str, Callable[[Array, Array], Array]]] = {
    "height-for-width": ("an area with the window's height for its width", lambda h, w: h * h + 0 * w),
    "width-for-height": ("an area with the window's width for its height", lambda h, w: w * w + 0 * h),
    "height-alone": ("the window's height alone", lambda h, w: h + 0 * w),
    "width-alone": ("the window's width alone", lambda h, w: w + 0 * h),
    "sum-of-sides": ("the sum of the window's height and width", lambda h, w: h + w),
}  # fmt: skip
"""By what is divided in place of each window's own area."""


def _by_areas(what: str, *, forward: bool) -> Iterator[Row]:
    for name, (told, area) in AREAS.items():
        named, sentence = f"divided-by-{name}", f"each {what} is divided by {told}"
        off = _areas(area)
        of_sum, of_gradient = _then_times(off), _gradient_times(off)
        yield from about(
            NUMBER,
            then(named, sentence, of_sum) if forward else plan(named, sentence, of_gradient),
        )


def _then_times(off: Callable[[Plan], Array]) -> Then:
    return lambda out, problem: np.asarray(out * off(right_plan(problem)))


def _gradient_times(off: Callable[[Plan], Array]) -> Change:
    return lambda plan: replace(plan, G=plan.G * off(plan))


def _areas(area: Callable[[Array, Array], Array]) -> Callable[[Plan], Array]:
    """Return by what each average of a window is off that is divided by another area."""

    def factor(plan: Plan) -> Array:
        if plan.flat or plan.d is not None or not plan.h.spans:
            raise ValueError("it has no height and width")
        high, wide = (np.array([size for _, size in axis.spans]) for axis in plan.axes)
        own = high[:, None] * wide
        return np.asarray(own / np.maximum(area(high[:, None], wide), 1))

    return factor


def _made_of_forward() -> Iterator[Row]:
    yield from _by_areas("sum", forward=True)
    yield from dividing.shares_along_one()
    yield from loop_faults(FORWARD_LOOPS)


def _made_of_backward() -> Iterator[Row]:
    yield from _by_areas("gradient", forward=False)
    yield from dividing.shares_along_one()
    yield from loop_faults(BACKWARD_LOOPS)


def _first_kept(plan: Plan) -> Array:
    """Write windows from the last to the first, so that the first stays."""
    turned = tuple(slice(None, None, -1) for _ in plan.axes)
    back = plan.along_all(lambda axis: dividing.with_spans(axis, axis.spans[::-1]))
    return kernels.write_over(back, pool_kernels.shares(plan)[:, :, *turned])


# fmt: off
FORWARD = listed(
    dividing.windows(counts=True),
    average.WINDOWS,
    _numbers("sum", pool_kernels.average),
    apart_forward(pool_kernels.average))

BACKWARD = listed(
    dividing.windows(counts=False),
    average.GRADIENTS,
    _numbers("gradient", pool_kernels.to_all),
    about(WHOLE,
        kernel("of-one-window", "each pixel gets a part of the gradient of one window alone", _of_one_window),
        kernel("first-window-only", "a pixel of several windows gets a part of the first one's gradient alone", _first_kept)),
    apart_backward())
# fmt: on


FAULTS = {
    "forward": PassFaults(
        "adaptive-avg-pool", pool_kernels.average, FORWARD, FORWARD_LOOPS, _made_of_forward
    ),
    "backward": PassFaults(
        "adaptive-avg-pool-backward",
        pool_kernels.to_all,
        BACKWARD,
        BACKWARD_LOOPS,
        _made_of_backward,
    ),
}
