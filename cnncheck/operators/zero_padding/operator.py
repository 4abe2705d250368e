"""``zero_padding``: zeros around the two image axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.operators.base import Operator, elements
from cnncheck.operators.common_parameters import PADDING
from cnncheck.operators.function import Function
from cnncheck.operators.parameter import Command
from cnncheck.operators.relation import Windows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cnncheck.operators.base import GeometryFault
    from cnncheck.operators.case import Case
    from cnncheck.operators.drawing import Draw
    from cnncheck.operators.problem import Array


class ZeroPadding(Operator):
    """X (N, C, H, W), padding (ph, pw) -> (N, C, H + 2 ph, W + 2 pw)."""

    name = "zero_padding"
    parameters = (PADDING,)
    passes: Mapping[str, Function] = {"forward": Function("zero_padding", ("X",), ("X",))}
    command = Command(
        (2, 3, 4, 4),
        {"padding": (3, 2)},
        seed=1968,
        epilog="The defaults are the notebook's padding case.",
        example="--padding 3 2 --show",
        pictured=True,
    )

    def _windows(self, case: Case) -> Windows:
        """One pixel a window: the windows are the pixels of the padded image."""
        return Windows.over(case.input[2:], 1, padding=case.padding)

    def geometry_faults(self, case: Case) -> Sequence[GeometryFault]:
        """Any input can be padded by anything."""
        return ()

    def memory(self, case: Case) -> int:
        """Input and output, on both sides, and the float64 truth."""
        return 5 * 8 * elements(case.input, self.out_shape(case, "forward"))

    def depth(self, case: Case, pass_name: str) -> int:
        """Values are only moved."""
        return 0

    def terms(self, case: Case, pass_name: str) -> int:
        """Nothing is added."""
        return 0

    def out_shape(self, case: Case, pass_name: str) -> tuple[int, ...]:
        """Return that of the padded image."""
        return (*case.input[:2], *self.windows(case).out)

    def _drawn(self, case: Case, pass_name: str, draw: Draw) -> tuple[dict[str, Array], bool]:
        return {"X": draw.laid_out(draw.array("X", case.input, moved=True))}, True


OPERATORS = (ZeroPadding(),)
