"""Faults of windows side by side that are cut out by a reshape, of an image that is no multiple of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.faults.declaring.table import about, kernel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Kernel
    from cnncheck.faults.parts.plans import Axis, Plan
    from cnncheck.operators.problem import Array

HINT = "What is left over behind the last window has to be cut off before an image is reshaped into windows."

RESHAPED = r"cannot reshape array"
"""What NumPy says of it."""

WHERE: dict[str, tuple[str, Callable[[Axis], bool]]] = {
    "tiles": (
        "where the stride is the window's size",
        lambda axis: axis.stride == axis.kernel,
    ),
    "gaps": (
        "where the stride is the window's size, or more",
        lambda axis: axis.stride >= axis.kernel,
    ),
}
"""By the end of a fault's name: where windows are cut out so."""


def uncut_faults(right: Kernel) -> Iterator[Row]:
    """Yield the faults of a reshape into windows that fails where pixels are left over.

    Parameters
    ----------
    right : callable
        What gives the right answer of a plan.
    """
    for name, (where, holds) in WHERE.items():
        sentence = (
            f"{where} the image is reshaped into windows without cutting off what is left over"
        )
        row = kernel(f"uncut-{name}", sentence, _reshaped(holds, right), raises=RESHAPED)
        yield from about(HINT, row)


def _reshaped(holds: Callable[[Axis], bool], right: Kernel) -> Kernel:
    def kernel(plan: Plan) -> Array:
        axes = plan.axes[1:] if plan.flat else plan.axes
        if all(map(holds, axes)) and any(axis.padded % axis.stride for axis in axes):
            raise ValueError("cannot reshape array")
        return right(plan)

    return kernel
