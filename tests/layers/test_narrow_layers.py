"""float16 and bfloat16: computed in float32 and rounded once, for every layer there is."""

import hypothesis
import numpy as np
import pytest

from cnncheck import layers
from cnncheck.dialects import LAYERS
from cnncheck.dtypes import dtype_of
from cnncheck.fuzzing.strategies import cases_of
from cnncheck.operators import OPERATORS
from cnncheck.operators.case import Case

NARROW = ["float16", "bfloat16"]


def some_case(operator, dtype):
    """What the operator's command asks where nothing is typed, in a narrow dtype."""
    asks, its = OPERATORS[operator].command, OPERATORS[operator]
    told = its.complete(asks.parameters)
    fields = {"parameters": told, "fill": "normal", "dtype": dtype}
    return Case("narrow", "plain", operator, its.passes_with(told), asks.input, **fields)


@pytest.mark.parametrize("dtype", NARROW)
@pytest.mark.parametrize("operator", OPERATORS)
def test_each_is_what_float32_gives_rounded_once(operator, dtype):
    """Bit for bit, in a new array in C order."""
    case = some_case(operator, dtype)
    for pass_name in case.passes:
        problem = next(LAYERS.problems(case, pass_name, 1))
        function = getattr(layers, problem.function)
        call = LAYERS.call(problem)
        plain = {name.rstrip("=?"): value for name, value in call.arguments.items()}
        wide = {
            name: value.astype(np.float32) if isinstance(value, np.ndarray) else value
            for name, value in plain.items()
        }
        got, expected = function(**plain), function(**wide)
        assert got.dtype == dtype_of(dtype)
        assert got.flags.c_contiguous
        assert got.flags.writeable
        assert np.array_equal(got, expected.astype(dtype_of(dtype)))


def test_dtypes_are_not_mixed():
    """Neither with each other nor with float32; the sentence is the one for any two dtypes."""
    X = np.ones((1, 1, 3, 3), np.float16)
    with pytest.raises(
        TypeError, match="W must have the dtype of X, float16, but its dtype is float32"
    ):
        layers.convolution2D(X, np.ones((1, 1, 2, 2), np.float32), 1, 0)
    with pytest.raises(TypeError, match="float16"):
        layers.convolution2D(X.astype(np.float32), np.ones((1, 1, 2, 2), np.float16), 1, 0)


def test_sums_beyond_what_float16_holds_are_infinite():
    """As float32 does it, and without a warning."""
    X = np.full((1, 1, 2, 2), 300, np.float16)
    assert layers.convolution2D(X, X, 1, 0).tolist() == [[[[np.inf]]]]


def test_long_sums_do_not_stop_growing():
    """4096 ones are 4096, where a sum kept in float16 stays at 2048 and one in bfloat16 at 256."""
    for dtype in NARROW:
        X = np.ones((1, 4096, 1, 1), dtype_of(dtype))
        assert float(layers.convolution2D(X, X, 1, 0)[0, 0, 0, 0]) == 4096


def test_strategies_draw_narrow_types_only_when_asked():
    """Most code is never meant for them."""
    seen = []

    @hypothesis.settings(database=None, max_examples=30, deadline=None)
    @hypothesis.given(cases_of("conv2d"))
    def collect(case):
        seen.append(case.dtype)

    collect()
    assert not {*seen} & {*NARROW}
