"""Drawing inputs: the frozen legacy stream, exactness, layouts."""

from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncheck.operators import OPERATORS
from cnncheck.operators.case import Case, Layout
from cnncheck.operators.fill import exact_limit, integer_bound, laid_out, wide_bound

CONV = {"input": (2, 3, 5, 6), "filter": (4, 3, 3, 2), "stride": (1, 2), "padding": (1, 0)}


def conv(**fields):
    return Case(
        "f.yaml", "c", "conv2d", ("forward", "backward_filter", "backward_input"), **(CONV | fields)
    )


def first(case, pass_name):
    return next(OPERATORS[case.operator].problems(case, pass_name))


def test_uniform_is_the_notebooks_stream():
    """X, then W, come from np.random.seed and np.random.rand, in this order."""
    np.random.seed(1973)
    X, W = np.random.rand(2, 3, 5, 6), np.random.rand(4, 3, 3, 2)
    problem = first(conv(seed=1973), "forward")
    assert np.array_equal(problem.arrays["X"], X)
    assert np.array_equal(problem.arrays["W"], W)


def test_out_grad_is_drawn_after_the_other_inputs():
    """A random gradient continues the stream where X and W left it."""
    np.random.seed(7)
    np.random.rand(2, 3, 5, 6), np.random.rand(4, 3, 3, 2)
    G = np.random.rand(2, 4, 5, 3)
    assert np.array_equal(first(conv(seed=7), "backward_filter").arrays["out_grad"], G)


def test_drawing_leaves_the_global_generator_alone():
    """A user's own np.random stream is not disturbed."""
    np.random.seed(1)
    before = np.random.get_state()[1].copy()
    first(conv(), "forward")
    assert np.array_equal(np.random.get_state()[1], before)


@pytest.mark.parametrize("fill", ["uniform", "normal", "integers", "wide_integers", "nonfinite"])
@pytest.mark.parametrize("pass_name", ["forward", "backward_filter", "backward_input"])
def test_the_second_draw_has_the_same_shapes_and_fresh_values(fill, pass_name):
    """Both draws are asked of the same shapes, never with the same X."""
    one, two = OPERATORS["conv2d"].problems(conv(fill=fill), pass_name)
    for name in one.arrays:
        assert one.arrays[name].shape == two.arrays[name].shape
        assert not np.array_equal(one.arrays[name], two.arrays[name])


@given(
    N=st.integers(1, 3), C=st.integers(1, 5), F=st.integers(1, 4), H=st.integers(3, 9),
    W=st.integers(3, 9), stride=st.integers(1, 3), dtype=st.sampled_from(["float32", "float64"]),
    fill=st.sampled_from(["integers", "wide_integers"]), seed=st.integers(0, 1000),
)  # fmt: skip
def test_exact_fills_keep_every_partial_sum_representable(N, C, F, H, W, stride, dtype, fill, seed):
    """K times the largest product stays within the integers that the dtype holds."""
    case = conv(
        input=(N, C, H, W), filter=(F, C, 3, 2), stride=(stride, 1), padding=(0, 1),
        dtype=dtype, fill=fill, seed=seed,
    )  # fmt: skip
    factors = {"forward": "XW", "backward_filter": "GX", "backward_input": "GW"}
    for pass_name, names in factors.items():
        for problem in OPERATORS["conv2d"].problems(case, pass_name):
            assert problem.exact
            arrays = problem.arrays | {"G": problem.arrays.get("out_grad")}
            a, b = (arrays[name] for name in names)
            assert np.array_equal(a, np.rint(a))
            largest = int(np.abs(a).max()) * int(np.abs(b).max()) * problem.depth
            assert largest <= exact_limit(problem.dtype)


def test_wide_integers_do_not_survive_the_next_narrower_dtype():
    """Either factor of every pass is, at one of its draws, changed by a narrower copy."""
    narrower = {"float32": np.float16, "float64": np.float32}
    for dtype, narrow in narrower.items():
        for pass_name, names in {
            "forward": ("X", "W"),
            "backward_filter": ("out_grad", "X"),
            "backward_input": ("out_grad", "W"),
        }.items():
            problems = list(
                OPERATORS["conv2d"].problems(conv(fill="wide_integers", dtype=dtype), pass_name)
            )
            for name in names:
                with np.errstate(over="ignore"):
                    changed = [
                        (p.arrays[name].astype(narrow) != p.arrays[name]).mean() for p in problems
                    ]
                assert max(changed) > 0.5, (dtype, pass_name, name)


def test_bounds_are_as_large_as_exactness_allows():
    """The bounds follow from the mantissa and the depth."""
    f32, f64 = np.dtype("float32"), np.dtype("float64")
    assert exact_limit(f32) == 2**24 - 1
    assert exact_limit(f64) == 2**53 - 1
    assert integer_bound(f32, 24) == 127
    assert integer_bound(f32, 4608) == 60
    assert integer_bound(f32, 2**25) == 0
    assert wide_bound(f32, 4608) == 1213
    assert wide_bound(f64, 1, 1) == 2**40 - 1


def test_nonfinite_values_stay_in_the_first_channel_and_out_of_the_filter():
    """What does not read the first channel has a finite right answer."""
    problem = first(conv(fill="nonfinite"), "forward")
    X, W = problem.arrays["X"], problem.arrays["W"]
    assert np.isnan(X[:, 0]).any()
    assert (X[:, 0] == np.inf).any()
    assert (X[:, 0] == -np.inf).any()
    assert np.isfinite(X[:, 1:]).all()
    assert np.isfinite(W).all()


@pytest.mark.parametrize(
    ("pass_name", "everywhere"), [("forward", True), ("backward_filter", False)]
)
def test_every_channel_has_a_nan_at_the_second_asking_of_a_forward_pass(pass_name, everywhere):
    """Beside a gradient that is not finite either, one would hide the other."""
    case = conv(fill="nonfinite", stride=1)
    _, problem = OPERATORS[case.operator].problems(case, pass_name)
    X = problem.arrays["X"]
    assert np.isnan(X).any(axis=(0, 2, 3)).all() == everywhere
    assert np.isfinite(X).any(axis=(0, 2, 3)).all()


@pytest.mark.parametrize(
    ("operator", "shape", "axis"),
    [
        ("conv2d", (4, 3, 3, 2), 0),
        ("conv_transpose2d", (3, 4, 3, 2), 1),
        ("conv2d", (1, 3, 3, 2), 0),
    ],
)
def test_ties_have_a_filter_of_zeros_at_the_second_asking(operator, shape, axis):
    """Of several filters the first, for which no chance is claimed; a single one stays as drawn."""
    case = Case("f.yaml", "c", operator, ("forward",), **(CONV | {"filter": shape}), fill="ties")
    one, other = OPERATORS[operator].problems(case, "forward")
    several = shape[axis] > 1
    kept = tuple({0, 1, 2, 3} - {axis})
    assert one.arrays["W"].any(axis=kept).all()
    assert other.arrays["W"].any(axis=kept).tolist() == [not several] + [True] * (shape[axis] - 1)
    assert ("W" in other.chances) != several


@pytest.mark.parametrize("layout", [each for each in get_args(Layout) if each != "broadcast"])
def test_layouts_hold_the_same_values_and_may_be_written(layout):
    """Layouts change strides, not values."""
    array = np.arange(2 * 3 * 4 * 5.0).reshape(2, 3, 4, 5)
    laid = laid_out(array, layout)
    assert np.array_equal(laid, array)
    assert laid.flags.writeable == (layout != "read_only")
    assert laid.flags.c_contiguous == (layout in ("C", "read_only"))
    assert laid.flags.f_contiguous == (layout == "F")
    assert not np.may_share_memory(laid, array)


def test_broadcast_images_are_one():
    """Where all are alike there is one in memory, which cannot be written to; else there are all."""
    image = np.arange(60.0).reshape(1, 3, 4, 5)
    laid = laid_out(np.repeat(image, 2, axis=0), "broadcast")
    assert (laid == image).all()
    assert (laid.strides[0], laid.flags.writeable) == (0, False)
    assert laid_out(np.arange(6.0).reshape(2, 3), "broadcast").flags.writeable


def test_a_case_draws_one_image_to_be_broadcast():
    """Of X and the gradient; a filter is as it falls, and nothing is claimed of chance."""
    case = Case("f", "c", "conv2d", ("backward_input",), layout="broadcast", **CONV)
    for problem in OPERATORS["conv2d"].problems(case, "backward_input"):
        assert [each.strides[0] == 0 for each in problem.arrays.values()] == [True, True, False]
        assert problem.chances == {}


def test_pooling_integers_are_far_below_zero_at_the_second_draw():
    """A maximum that starts at 0, -1 or -100 cannot be right both times."""
    case = Case(
        "f", "p", "max_pool2d", ("forward",), (2, 3, 6, 7), window=2, stride=(2, 2), fill="integers"
    )
    one, two = OPERATORS["max_pool2d"].problems(case, "forward")
    assert one.arrays["X"].max() > 0
    assert two.arrays["X"].max() < -200


def test_a_cases_own_values_are_used_and_others_for_the_second_draw():
    """Explicit values are asked as they are, then in the opposite order, and other integers."""
    case = Case(
        "f", "c", "conv2d", ("forward",), (1, 1, 1, 3), filter=(1, 1, 1, 2), fill="integers",
        values={"X": ((((1.0, 2.0, 3.0),),),), "W": ((((1.0, 3.0),),),)},
    )  # fmt: skip
    one, two = OPERATORS["conv2d"].problems(case, "forward")
    assert one.arrays["X"].ravel().tolist() == [1, 2, 3]
    assert two.arrays["X"].ravel().tolist() == [58, 59, 60]
    assert one.exact
    assert two.exact


def test_a_cases_own_fractions_are_not_called_exact():
    """Values given under an exact fill are looked at before equality is demanded."""
    case = Case(
        "f", "c", "conv2d", ("forward",), (1, 1, 1, 2), filter=(1, 1, 1, 2), fill="integers",
        values={"X": ((((0.1, 2.0),),),), "W": ((((1.0, 3.0),),),)},
    )  # fmt: skip
    assert not first(case, "forward").exact


def test_a_cases_own_infinities_are_not_called_exact():
    """Nor do they crash the question whether they are."""
    values = {"X": ((((np.inf, 2.0),),),), "W": ((((1.0, 3.0),),),)}
    case = Case(
        "f", "c", "conv2d", ("forward",), (1, 1, 1, 2), filter=(1, 1, 1, 2), fill="integers", values=values
    )  # fmt: skip
    assert not first(case, "forward").exact
