"""``avg_pool1d``, ``avg_pool2d``, ``avg_pool3d``: the average of each window, and its gradient."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.dtypes import NARROW
from cnncheck.operators.common_parameters import CEIL_MODE, DILATION, PADDING_AFTER, SIDES, WINDOW
from cnncheck.operators.drawing import Draw, is_exact
from cnncheck.operators.function import Function
from cnncheck.operators.parameter import RANKS, Command, Parameter
from cnncheck.operators.pooling import POOL_STRIDE, Pooling, has_no_word, window_of
from cnncheck.operators.reduction import Reduction

if TYPE_CHECKING:
    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array
    from cnncheck.operators.relation import Windows

COUNT_INCLUDE_PAD = Parameter(
    "count_include_pad",
    "flag",
    "Whether pixels of the padding count in the number that a sum is divided by",
    example=False,
    default=True,
    option="Count pixels of the padding.",
    rare=True,
)
DIVISOR = Parameter(
    "divisor",
    "integer",
    "What each sum is divided by, in place of the number of its pixels; 0 for that number",
    example=3,
    default=0,
    low=0,
    option="What sums are divided by; 0 for the number of pixels.",
    rare=True,
)


COMMANDS = {
    1: Command(
        (2, 3, 14),
        {"window": 4, "stride": 2, "padding": 1},
        seed=1987,
        epilog="The defaults have padding, and windows that overlap.",
        example="--window 2 --stride 2 --padding 0",
    ),
    2: Command(
        (2, 3, 12, 10),
        {"window": 3, "stride": (2, 1), "padding": (1, 0)},
        seed=1986,
        epilog="The defaults have padding, and windows that overlap.",
        example="--window 2 --stride 2 2 --padding 0 0",
    ),
    3: Command(
        (2, 2, 6, 7, 5),
        {"window": (3, 2, 2), "stride": (1, 2, 1), "padding": (1, 0, 1)},
        seed=1988,
        epilog="The defaults differ along all three axes.",
        example="--window 2 --stride 2 --no-count-include-pad",
    ),
}
"""The defaults of the commands, by rank."""


class AvgPool(Pooling):
    """X (N, C, H, W), window, stride, padding, divisor, dilation -> (N, C, OH, OW), and dX.

    H, W stand for one, two or three lengths.
    """

    summed = "pixels"

    def __init__(self, rank: int) -> None:
        self.name, self.rank, self.command = f"avg_pool{rank}d", rank, COMMANDS[rank]
        windows = (WINDOW, POOL_STRIDE, SIDES, PADDING_AFTER, DILATION, CEIL_MODE)
        self.parameters = tuple(each.at(rank) for each in (*windows, COUNT_INCLUDE_PAD, DIVISOR))
        back = Function(f"{self.name}_backward", ("out_grad", "X"), ("out_grad",), "out_grad")
        self.passes = {"forward": Function(self.name, ("X",), ("X",)), "backward": back}

    def reduction(self, case: Case) -> Reduction:
        """Say what a sum is divided by."""
        return Reduction(count_padding=bool(case.count_include_pad), divisor=int(case.divisor))

    def torch_has(self, case: Case, pass_name: str) -> bool:
        """Whether taps are neighbours, and no window is larger than a volume under ``ceil_mode``."""
        if set(case.dilation) != {1}:
            return False
        image = self.windows(case).padded if has_no_word(case) else case.input[2:]
        lengths = zip(image, window_of(case), strict=True)
        return self.rank < 3 or all(length >= side for length, side in lengths)

    def depth(self, case: Case, pass_name: str) -> int:
        """Pixels of a window; windows that can cover one pixel."""
        return self._taps(case) if pass_name == "forward" else self.windows(case).most

    def _added(self, case: Case, pass_name: str) -> int:
        multiples = 1 if case.dtype in NARROW else self._taps(case)
        return self.depth(case, pass_name) * multiples

    def terms(self, case: Case, pass_name: str) -> int:
        """Each pixel of each window is added once."""
        return math.prod(self._out_shape(case)) * self._taps(case)

    def divisors(self, case: Case) -> tuple[int, ...]:
        """Return the numbers that sums are divided by, in order."""
        if case.divisor:
            return (int(case.divisor),)
        return _divisors(self.windows(case), bool(case.count_include_pad))

    def _drawn(self, case: Case, pass_name: str, draw: Draw) -> tuple[dict[str, Array], bool]:
        """Draw multiples of the divisors where sums are to be exact.

        Exact they are only where all are powers of two: multiplying by a reciprocal is right too,
        and rounds. A narrow dtype has no room for multiples, and holds quotients by powers of two.
        """
        arrays = {"X": draw.array("X", case.input)}
        if pass_name == "backward":
            arrays["out_grad"] = draw.out_grad(self._out_shape(case))
        divisors = self.divisors(case)
        (averaged,) = self.passes[pass_name].linear
        if case.exact and not draw.gives(averaged) and case.dtype not in NARROW:
            # Multiples of the largest alone where those of all would be too large.
            most = math.lcm(*divisors)
            most = most if most <= self._taps(case) or case.divisor else divisors[-1]
            arrays[averaged] = arrays[averaged] * np.asarray(most, case.dtype)
        factor = arrays[averaged]
        powers = all(each & (each - 1) == 0 for each in divisors)
        exact = powers and is_exact(case, self.depth(case, pass_name), factor / divisors[0])
        return {name: draw.laid_out(array) for name, array in arrays.items()}, exact


@lru_cache(maxsize=256)  # all draws of a case have the same
def _divisors(windows: Windows, count_padding: bool) -> tuple[int, ...]:
    counts = windows.divisor(count_padding=count_padding)
    return tuple(int(each) for each in np.unique(np.maximum(counts, 1)))


OPERATORS = tuple(AvgPool(rank) for rank in RANKS)
