"""``adaptive_max_pool1d`` to ``3d``: the largest value of each share of an image, and its gradient."""

from __future__ import annotations

from cnncheck.operators.dividing import OUTPUT_SIZE, Dividing, commands
from cnncheck.operators.function import Function
from cnncheck.operators.max_pool.operator import TIES, MaxPool
from cnncheck.operators.parameter import RANKS

COMMANDS = commands(seed=1995)


class AdaptiveMaxPool(Dividing, MaxPool):
    """X (N, C, H, W), output_size, ties -> (N, C, OH, OW), and dX.

    H, W stand for one, two or three lengths.
    """

    partial_gradient = False

    def __init__(self, rank: int) -> None:
        self.name, self.rank, self.command = f"adaptive_max_pool{rank}d", rank, COMMANDS[rank]
        self.parameters = (OUTPUT_SIZE.at(rank), TIES)
        back = Function(
            f"{self.name}_backward", ("out_grad", "X"), ("out_grad",), "out_grad", picks=True
        )
        self.passes = {"forward": Function(self.name, ("X",)), "backward": back}


OPERATORS = tuple(AdaptiveMaxPool(rank) for rank in RANKS)
