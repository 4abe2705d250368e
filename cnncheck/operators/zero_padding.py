"""``zero_padding``: zeros around the two image axes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cnncheck.operators.base import Draw, Operator, elements
from cnncheck.operators.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cnncheck.cases.case import Case
    from cnncheck.cases.spec import GeometryFault


class ZeroPadding(Operator):
    """X (N, C, H, W), padding (ph, pw) -> (N, C, H + 2 ph, W + 2 pw)."""

    name = "zero_padding"
    functions: ClassVar[Mapping[str, str]] = {"forward": "zero_padding"}
    optional = frozenset({"padding"})

    def geometry_faults(self, case: Case) -> Sequence[GeometryFault]:
        """Any input can be padded by anything."""
        return ()

    def memory(self, case: Case) -> int:
        """Input and output, on both sides, and the float64 truth."""
        return 5 * 8 * elements(case.input, _padded(case))

    def depth(self, case: Case, pass_name: str) -> int:
        """Values are only moved."""
        return 0

    def _problem(self, case: Case, pass_name: str, draw: Draw) -> Problem:
        X = draw.laid_out(draw.array("X", case.input, moved=True))
        return Problem(
            operator=self.name,
            pass_name=pass_name,
            function=self.functions[pass_name],
            arguments={"X": X, "padding": case.padding},
            out_shape=_padded(case),
            depth=0,
            exact=True,
            algorithm=case.tolerance.algorithm,
        )


def _padded(case: Case) -> tuple[int, int, int, int]:
    N, C, H, W = case.input
    ph, pw = case.padding
    return N, C, H + 2 * ph, W + 2 * pw
