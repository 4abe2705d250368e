"""What adaptive poolings have in common: as many windows as are asked for share an image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.operators.parameter import Command, Parameter
from cnncheck.operators.pooling import Pooling
from cnncheck.operators.relation import Windows

if TYPE_CHECKING:
    from cnncheck.operators.base import GeometryFault
    from cnncheck.operators.case import Case

OUTPUT_SIZE = Parameter(
    "output_size",
    "per_axis",
    "Height and width of the output",
    example=(3, 2),
    option="Height and width of the output.",
    words=("input",),
    open=True,
    fields=("count",),
)


class Dividing(Pooling):
    """Window i of O has pixels floor(i L / O) to ceil((i + 1) L / O) of an axis of L."""

    optional = True

    def _windows(self, case: Case) -> Windows:
        """Windows that share the input, of different lengths where it cannot be divided."""
        return Windows.divided(case.input[2:], case.output_size)

    def _window_faults(self, case: Case) -> list[GeometryFault]:
        """Require nothing: windows overlap where there are more of them than pixels."""
        return []

    def torch_has(self, case: Case, pass_name: str) -> bool:
        """Whether torch gives the gradient to the one of equal maxima that the case means."""
        return pass_name == "forward" or case.ties in ("first", "any")


def commands(seed: int) -> dict[int, Command]:
    """Return the defaults of the commands, by rank."""
    told: tuple[tuple[tuple[int, ...], int | tuple[int, ...], str], ...] = (
        ((2, 3, 14), 4, "--output-size 5"),
        ((2, 3, 12, 10), (5, 4), "--output-size 1 1"),
        ((2, 2, 6, 7, 5), (4, 3, 2), "--output-size 2 2 2"),
    )
    epilog = "The defaults have windows of different lengths, some of which overlap."
    return {
        rank: Command(image, {"output_size": size}, seed + rank, epilog, example)
        for rank, (image, size, example) in enumerate(told, start=1)
    }
