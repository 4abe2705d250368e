"""``pad1d``, ``pad2d``, ``pad3d``: padding of every kind, and its gradient."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cnncheck.operators.axis import Axis
from cnncheck.operators.base import GeometryFault, Operator, elements
from cnncheck.operators.drawing import Draw, is_exact, too_deep
from cnncheck.operators.function import Function
from cnncheck.operators.parameter import RANKS, Command, Parameter
from cnncheck.operators.reduction import Reduction
from cnncheck.operators.relation import Windows
from cnncheck.shapes import as_shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array

BEFORE = Parameter(
    "before",
    "per_axis",
    "Pixels that are added before the image along each axis; negative ones are cut off",
    example=(1, 2),
    low=0,
    negative=True,
    fields=("before",),
)
AFTER = Parameter(
    "after",
    "per_axis",
    "Pixels that are added behind the image along each axis, by default as many as before",
    example=(0, 3),
    follows="before",
    low=0,
    negative=True,
    fields=("after",),
)
MODE = Parameter(
    "mode",
    "choice",
    "What is put around an image: zeros; a constant, the value; its pixels mirrored at the edge, "
    "which is not repeated (reflect); the edge itself (replicate); its other side (circular)",
    example="reflect",
    default="zeros",
    choices=("zeros", "constant", "reflect", "replicate", "circular"),
    option="What is put around an image.",
    rare=True,
)
VALUE = Parameter(
    "value",
    "integer",
    "What is put around an image under mode constant",
    example=7,
    default=0,
    low=0,
    option="What is put around under mode constant.",
    rare=True,
    negative=True,
    real=True,
)

BORDERS = ("reflect", "replicate", "circular")
"""The modes under which pixels of the image stand for those around it."""

COMMANDS = {
    1: Command(
        (2, 3, 7),
        {"before": 2, "after": 3, "mode": "reflect"},
        seed=1990,
        epilog="The defaults differ on the two sides.",
        example="--before 1 --after -2 --mode zeros",
    ),
    2: Command(
        (2, 3, 5, 6),
        {"before": (2, 1), "after": (1, 3), "mode": "reflect"},
        seed=1989,
        epilog="The defaults differ on all four sides.",
        example="--before 2 1 --after 0 2 --mode circular",
        pictured=True,
    ),
    3: Command(
        (2, 2, 3, 4, 5),
        {"before": (1, 2, 0), "after": (2, 1, 3), "mode": "replicate"},
        seed=1991,
        epilog="The defaults differ on all six sides.",
        example="--before 1 --after 0 --mode constant --value 7",
    ),
}
"""The defaults of the commands, by rank."""


class Pad(Operator):
    """X (N, C, H, W), before, after, mode, value -> (N, C, before + H + after, ...), and dX.

    H, W stand for one, two or three lengths.
    """

    optional = True

    def __init__(self, rank: int) -> None:
        self.name, self.rank, self.command = f"pad{rank}d", rank, COMMANDS[rank]
        self.parameters = tuple(each.at(rank) for each in (BEFORE, AFTER, MODE, VALUE))
        name = f"{self.name}_backward"
        self.passes = {
            "forward": Function(self.name, ("X",), ("X",), constant="value"),
            "backward": Function(name, ("out_grad",), ("out_grad",), "out_grad"),
        }

    def _windows(self, case: Case) -> Windows:
        """One pixel a window: the windows are the pixels of the padded image."""
        border = case.mode if case.mode in BORDERS else ""
        return _windows(case.input[2:], case.before, case.after, border)

    def reduction(self, case: Case) -> Reduction:
        """Say what is read around an image."""
        return Reduction(outside=float(case.value))

    def agreeing(self, case: Case) -> Case:
        """Return the case with sides that the mode has pixels for, and a mode that has the value."""
        if "mode" not in case.parameters:
            return case
        each = zip(case.input[2:], case.before, case.after, strict=True)
        before, after = zip(*(_possible(case.mode, *told) for told in each), strict=True)
        # A value is only written where it is meant.
        mode = "constant" if case.value and case.mode == "zeros" else case.mode
        value = case.value if mode == "constant" else 0
        return case.but(before=before, after=after, mode=mode, value=value)

    def geometry_faults(self, case: Case) -> Sequence[GeometryFault]:
        """Require that some image is left, and that it has the pixels that stand around it."""
        faults = [*self._side_faults(case)]
        if case.value and case.mode != "constant":
            faults.append(
                GeometryFault(
                    "value",
                    f"value {case.value} says nothing under mode {case.mode}",
                    "write mode: constant, or leave the value out",
                )
            )
        return faults or [*self._out_grad_faults(case), *self._depth_faults(case)]

    def _side_faults(self, case: Case) -> list[GeometryFault]:
        image = case.input[2:]
        each = zip(image, case.before, case.after, strict=True)
        if min(n + min(b, 0) + min(a, 0) for n, b, a in each) < 1:
            told = f"before {as_shape(case.before)} and after {as_shape(case.after)}"
            return [
                GeometryFault(
                    "before",
                    f"{told} leave nothing of the input {as_shape(image)}",
                    "cut fewer pixels off",
                )
            ]
        if case.mode not in BORDERS:
            return []
        faults = []
        for name, amounts in (("before", case.before), ("after", case.after)):
            most = [_most(case.mode, length) for length in image]
            if any(amount > limit for amount, limit in zip(amounts, most, strict=True)):
                faults.append(
                    GeometryFault(
                        name,
                        f"{name} {as_shape(amounts)} is more than mode {case.mode} has pixels for "
                        f"in the input {as_shape(image)}",
                        f"write at most {as_shape(most)}",
                    )
                )
        both = zip(case.before, case.after, strict=True)
        if any(min(pair) < 0 < max(pair) for pair in both):
            faults.append(
                GeometryFault(
                    "after",
                    f"one side of an axis is cut off and the other padded: mode {case.mode} may "
                    "mean the pixels of the whole image, or those that are left",
                    "pad both sides, or neither, or write mode: zeros",
                )
            )
        return faults

    def _out_grad_faults(self, case: Case) -> list[GeometryFault]:
        shape, full = case.out_grad.shape, self.out_shape(case, "forward")
        if shape in (None, full):
            return []
        return [
            GeometryFault(
                "out_grad",
                f"out_grad shape is {as_shape(shape)} but the padded output is {as_shape(full)}",
                f"write {list(full)}, or leave the shape out",
            )
        ]

    def _depth_faults(self, case: Case) -> list[GeometryFault]:
        deepest = max(self.depth(case, name) for name in case.passes)
        if not too_deep(case, deepest):
            return []
        return [
            GeometryFault(
                "fill",
                f"fill {case.fill} cannot be exact in {case.dtype} over sums of {deepest} gradients",
                "write fill: normal, dtype: float64, or less padding",
            )
        ]

    def memory(self, case: Case) -> int:
        """Input and output, on both sides, and the float64 truth."""
        return 5 * 8 * elements(case.input, self.out_shape(case, "forward"))

    def depth(self, case: Case, pass_name: str) -> int:
        """Values are only moved; back, those are added up for which one pixel stands."""
        return self.windows(case).most if pass_name == "backward" else 0

    def terms(self, case: Case, pass_name: str) -> int:
        """Each gradient is added once."""
        return elements(self.out_shape(case, "forward")) if pass_name == "backward" else 0

    def out_shape(self, case: Case, pass_name: str) -> tuple[int, ...]:
        """Return that of the padded image, or of the image."""
        if pass_name == "backward":
            return case.input
        return (*case.input[:2], *self.windows(case).out)

    def _drawn(self, case: Case, pass_name: str, draw: Draw) -> tuple[dict[str, Array], bool]:
        if pass_name == "forward":
            return {"X": draw.laid_out(draw.array("X", case.input, moved=True))}, True
        gradient = draw.out_grad(self.out_shape(case, "forward"), moved=True)
        exact = is_exact(case, self.depth(case, pass_name), gradient)
        return {"out_grad": draw.laid_out(gradient)}, exact


@lru_cache(maxsize=256)  # a case asks for its windows, and their tables, again and again
def _windows(*told: Any) -> Windows:
    *each, border = told
    axes = zip(*each, strict=True)
    return Windows(tuple(Axis(n, 1, before=b, after=a, border=border) for n, b, a in axes))


def _most(mode: str, length: int) -> int:
    """Return how many pixels there are at most on a side; the edge can be repeated without end."""
    return {"reflect": length - 1, "circular": length}.get(mode, max(length, 1 << 16))


def _possible(mode: str, length: int, before: int, after: int) -> tuple[int, int]:
    most = _most(mode, length)
    before, after = min(before, most), min(after, most)
    if mode in BORDERS and min(before, after) < 0 < max(before, after):
        before, after = max(before, 0), max(after, 0)
    if length + min(before, 0) + min(after, 0) < 1:
        before, after = max(before, 1 - length), max(after, 0)
    return before, after


OPERATORS = tuple(Pad(rank) for rank in RANKS)
