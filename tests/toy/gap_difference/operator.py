"""What it is told, and its shapes."""

from cnncheck.operators.axis import Axis
from cnncheck.operators.base import GeometryFault, Operator, elements
from cnncheck.operators.drawing import is_exact
from cnncheck.operators.function import Function
from cnncheck.operators.parameter import Command, Parameter
from cnncheck.operators.relation import Windows

GAP = Parameter(
    "gap", "integer", "Pixels between the two that are subtracted", example=2, default=1
)
STEP = Parameter("step", "integer", "Pixels from one difference to the next", example=3, default=1)


class GapDifference(Operator):
    """X (N, C, H, W), gap, step -> (N, C, H, OW), and dX."""

    name = "gap_difference"
    parameters = (GAP, STEP)
    passes = {
        "forward": Function("gap_difference", ("X",), ("X",)),
        "backward": Function(
            "gap_difference_backward", ("out_grad", "X"), ("out_grad",), "out_grad"
        ),
    }
    command = Command(
        (2, 3, 4, 9),
        {"gap": 2, "step": 3},
        seed=7,
        epilog="The defaults leave pixels out.",
        example="--gap 3",
    )

    def _windows(self, case):
        """Two taps along each row, the gap apart."""
        H, W = case.input[2:]
        return Windows((Axis(H, 1), Axis(W, 2, case.step, case.gap)))

    def geometry_faults(self, case):
        """Require that there is a difference to take."""
        if min(self.windows(case).out) > 0:
            return ()
        return (
            GeometryFault("gap", f"gap {case.gap} is wider than the image", "write a smaller one"),
        )

    def memory(self, case):
        """Both arrays on both sides, and the truth."""
        return 6 * 8 * elements(case.input, case.input)

    def depth(self, case, pass_name):
        """Two values are subtracted; a pixel takes part in two differences at most."""
        return 2

    def terms(self, case, pass_name):
        """Two for each difference."""
        return 2 * elements(self.out_shape(case, "forward"))

    def out_shape(self, case, pass_name):
        """Return that of the differences, or of X."""
        return case.input if pass_name == "backward" else (*case.input[:2], *self.windows(case).out)

    def _drawn(self, case, pass_name, draw):
        arrays = {"X": draw.array("X", case.input)}
        if pass_name == "backward":
            arrays["out_grad"] = draw.out_grad(self.out_shape(case, "forward"))
        factor = arrays[self.passes[pass_name].linear[0]]
        exact = is_exact(case, 2, factor)
        return {name: draw.laid_out(array) for name, array in arrays.items()}, exact


OPERATORS = (GapDifference(),)
