"""Faults of ``pool_back`` that keep its winners, or look for them, in the image and not in each window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.faults.declaring.table import about, kernel
from cnncheck.faults.parts import kernels
from cnncheck.operators.max_pool.faults import winners
from cnncheck.operators.max_pool.faults.meeting import HINT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.faults.declaring.table import Row


def marked_faults() -> Iterator[Row]:
    """Yield the faults of winners that are not kept window by window."""
    marks = (
        kernels.write_over,
        lambda plan, wins: kernels.add_up(plan, wins) > 0,
        kernels.add_up,
    )
    apart = (
        winners.found_apart(by_sums=by_sums, of_first=first)
        for by_sums, first in ((False, "column"), (False, "row"), (False, "both"), (False, ""), (True, ""))
    )  # fmt: skip
    yield from about(
        HINT,
        kernel(
            "winners-marked-in-image",
            "the winners of all windows are marked in one image, where those that overlap meet",
            *map(winners.marked_in_image, marks),
        ),
        kernel(
            "winner-by-value-overwrites",
            "the maximum is looked up by its value in the whole image, and a pixel that wins twice keeps the last gradient",
            winners.first_written_over,
        ),
        kernel(
            "winner-found-apart",
            "the winner's row and its column are looked for apart, as if any largest pixel had both",
            *map(winners.placing, apart),
        ),
    )
