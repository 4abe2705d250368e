"""``adaptive_avg_pool1d`` to ``3d``: the average of each share of an image, and its gradient."""

from __future__ import annotations

from cnncheck.operators.avg_pool.operator import AvgPool
from cnncheck.operators.dividing import OUTPUT_SIZE, Dividing, commands
from cnncheck.operators.function import Function
from cnncheck.operators.parameter import RANKS

COMMANDS = commands(seed=1991)


class AdaptiveAvgPool(Dividing, AvgPool):
    """X (N, C, H, W), output_size -> (N, C, OH, OW), and dX.

    H, W stand for one, two or three lengths.
    """

    def __init__(self, rank: int) -> None:
        self.name, self.rank, self.command = f"adaptive_avg_pool{rank}d", rank, COMMANDS[rank]
        self.parameters = (OUTPUT_SIZE.at(rank),)
        back = Function(f"{self.name}_backward", ("out_grad", "X"), ("out_grad",), "out_grad")
        self.passes = {"forward": Function(self.name, ("X",), ("X",)), "backward": back}


OPERATORS = tuple(AdaptiveAvgPool(rank) for rank in RANKS)
