"""Results that are checked while they are used: no false alarms, and misses as rare as is said."""

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import cnncheck
from cnncheck import layers
from cnncheck.cases.loading import load_cases
from cnncheck.dialects import LAYERS
from cnncheck.errors import UsageError
from cnncheck.layers import convolution2D
from cnncheck.operators import OPERATORS
from cnncheck.operators.thinning import has_sums
from cnncheck.prove.guarding import LINEAR, WrongResultError, check

CASES = Path(__file__).parent.parent.parent / "cases"

CALLS = {
    "convolution2D": (("X", "W"), ((2, 1), (1, 0))),
    "convolution2D_backward_filter": (("out_grad", "X", "W"), ((2, 1),)),
    "convolution2D_backward_input": (("out_grad", "X", "W"), ((2, 1),)),
}
SHAPES = {"X": (2, 3, 7, 6), "W": (4, 3, 3, 2)}


def drawn(name, stream, dtype=np.float64):
    """Arguments of a function, and what it returns for them."""
    arrays, told = CALLS[name]
    shapes = SHAPES | {"out_grad": (2, 4, 3, 5)}
    values = {each: stream.standard_normal(shapes[each]).astype(dtype) for each in arrays}
    told = dict(zip(("stride", "padding"), told, strict=False))
    return values | told, getattr(cnncheck, name)(*values.values(), *told.values())


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("draws", [40, pytest.param(34_000, marks=pytest.mark.exhaustive)])
def test_what_is_right_is_never_accused(name, dtype, draws):
    """With other factors at each draw; 10^5 for each dtype in the exhaustive run."""
    stream = np.random.default_rng(5)
    told, result = drawn(name, stream, dtype)
    for number in range(draws):
        if number % 20 == 0:
            told, result = drawn(name, stream, dtype)
        check(name, told, result, stream)


@pytest.mark.parametrize("name", CALLS)
def test_a_wrong_element_is_found(name):
    """Wherever it is, and a coefficient of 2^-20 too."""
    stream = np.random.default_rng(6)
    for fault in (1.0, 2.0**-20):
        told, result = drawn(name, stream)
        wrong = result.copy()
        wrong.flat[stream.integers(wrong.size)] += fault
        with pytest.raises(WrongResultError, match="returned a wrong result: a random sum of"):
            check(name, told, wrong, stream)
    wrong[...] = np.nan
    with pytest.raises(WrongResultError):
        check(name, told, wrong, stream)


@pytest.mark.parametrize("times", [8, 40])
def test_misses_are_as_rare_as_is_said(times):
    """An error of so many times the bound, against 2 / t."""
    stream = np.random.default_rng(7)
    told, result = drawn("convolution2D", stream, np.float32)
    X, W = (np.abs(told[each].astype(np.float64)) for each in "XW")
    largest = np.abs(cnncheck.convolution2D(X, W, told["stride"], told["padding"]))[
        0, :, 1, 1
    ].sum()
    error = times * (3 * 3 * 2 + 2) * 2.0**-24 * largest
    result = result.copy()
    result[0, 2, 1, 1] += np.float32(error)
    missed, draws = 0, 400
    for _ in range(draws):
        try:
            check("convolution2D", told, result, stream)
            missed += 1
        except WrongResultError:
            continue
    assert missed / draws <= 2 / times + 4 * np.sqrt(2 / times / draws)


def test_a_decorated_function():
    """By its name or the one that is given, with arguments by keyword."""

    @cnncheck.guard
    def convolution2D(X, W, stride=(1, 1), padding=(0, 0)):
        return cnncheck.convolution2D(X, W, stride, padding)

    @cnncheck.guard(name="convolution2D")
    def hasty(X, W, stride, padding):
        out = cnncheck.convolution2D(X, W, stride, padding)
        out[-1, -1] = 0
        return out

    X, W = np.ones((1, 2, 4, 4)), np.ones((3, 2, 2, 2))
    assert convolution2D(X, W=W).shape == (1, 3, 3, 3)
    with pytest.raises(WrongResultError, match=r"elements \[0, :, \d, \d\] is off by"):
        hasty(X, W, (1, 1), (0, 0))
    cropped = cnncheck.guard(lambda *args: convolution2D(*args)[:, :, 1:], name="convolution2D")
    with pytest.raises(WrongResultError, match="returned shape 1x3x2x3, expected 1x3x3x3"):
        cropped(X, W, (1, 1), (0, 0))


def test_what_cannot_be_guarded():
    """A maximum is no sum, and a bias is one that is not known."""
    with pytest.raises(UsageError, match="pool_forward cannot be guarded"):
        cnncheck.guard(cnncheck.pool_forward)
    with pytest.raises(UsageError, match="such as convolution2D_backward_filter"):
        cnncheck.guard(cnncheck.convolution2D, name="convolution2D_backward_filters")
    biased = cnncheck.guard(lambda X, W, s, p, b: X, name="convolution2D")
    with pytest.raises(UsageError, match="and 1 more"):
        biased(np.ones((1, 1, 1, 1)), np.ones((1, 1, 1, 1)), (1, 1), (0, 0), np.ones(1))


def of_cases(name, fill="normal"):
    """A function of the layers, and what it is given in the cases that ask it, with normal values."""
    operator, pass_name = LINEAR[name]
    for case in load_cases([CASES], OPERATORS):
        if case.operator == operator and pass_name in case.passes:
            normal = case.but(fill=fill, values=None, expect=None, dtype="float64")
            (problem,) = LAYERS.problems(normal, pass_name, 1)
            asked = LAYERS.call(problem).arguments.items()
            if has_sums(problem) and case.input[0]:
                told = [each for word, each in asked if word[-1:] != "="]
                yield told, {word[:-1]: each for word, each in asked if word[-1:] == "="}


@pytest.mark.sample(4)
@pytest.mark.parametrize("name", LINEAR)
def test_every_linear_layer_is_guarded(name):
    """Right results are returned, one wrong element is found, wherever it is."""
    right, stream, asked = getattr(layers, name), np.random.default_rng(8), 0
    guarded = cnncheck.guard(right, name=name)

    @cnncheck.guard(name=name)
    def wrong(*args, **kwargs):
        out = right(*args, **kwargs).copy()
        out.flat[stream.integers(out.size)] += 1.0
        return out

    for told, options in of_cases(name):
        np.testing.assert_array_equal(guarded(*told, **options), right(*told, **options))
        with pytest.raises(WrongResultError):
            wrong(*told, **options)
        asked += 1
    assert asked or "max" in name


def test_the_functions_of_a_module_are_guarded_for_a_while():
    """And are its own again behind that."""
    module = ModuleType("mine")
    module.conv1d = lambda X, W, stride=1: layers.conv1d(X, W, stride, 0)[:, :, ::-1]
    module.other = own = module.conv1d
    X, W = np.arange(12.0).reshape(1, 2, 6), np.ones((3, 2, 2))
    with cnncheck.guard(module) as its, pytest.raises(WrongResultError):
        its.conv1d(X, W)
    assert module.conv1d is own
    assert module.conv1d(X, W).shape == (1, 3, 5)
    with (
        pytest.raises(UsageError, match="empty has no function that can be guarded"),
        cnncheck.guard(ModuleType("empty")),
    ):
        pass


def test_a_border_of_a_constant_is_refused():
    """Zeros are guarded, another number is no sum."""
    pad = cnncheck.guard(layers.pad1d)
    X = np.ones((4, 1, 3))
    assert pad(X, 1, 1).shape == (4, 1, 5)
    with pytest.raises(UsageError, match="pad1d cannot be guarded where it puts a constant"):
        pad(X, 1, 1, mode="constant", value=2)


@pytest.mark.parametrize(
    ("name", "told", "said"),
    [
        ("convolution2D", (np.ones((1, 2, 4, 4)), np.ones((3, 3, 2, 2)), 1, 0), "has 3 channels"),
        ("convolution2D", (np.ones((2, 4, 4)), np.ones((3, 2, 2, 2)), 1, 0), "X has 3 axes, not 4"),
        ("avg_pool2d", (np.ones((1, 2, 4, 4)), 9, 1, 0), "window 9x9 is larger"),
    ],
)
def test_arguments_that_do_not_fit_are_told(name, told, said):
    """Whatever the function makes of them."""
    guarded = cnncheck.guard(lambda *args: told[0], name=name)
    with pytest.raises(UsageError, match=f"{name} cannot be guarded where it is given.*{said}"):
        guarded(*told)


WRONG_KINDS = {
    "changes X": (lambda X, W, out: (X.fill(0), out * 0)[1], "has changed its X"),
    "float32": (lambda X, W, out: out.astype("f4"), "returned float32, which is coarser"),
    "masked": (lambda X, W, out: np.ma.array(out, mask=True), "returned MaskedArray of float64"),
    "integers": (lambda X, W, out: out.astype(int), "returned ndarray of int64"),
    "nothing": (lambda X, W, out: None, "returned NoneType"),
}


@pytest.mark.parametrize("name", WRONG_KINDS)
def test_results_of_another_kind_are_wrong(name):
    """And so is an argument that was changed, whatever is returned then."""
    change, said = WRONG_KINDS[name]

    @cnncheck.guard(name="convolution2D")
    def wrong(X, W, stride, padding):
        return change(X, W, convolution2D(X, W, stride, padding))

    X, W = np.ones((1, 2, 4, 4)), np.ones((3, 2, 2, 2))
    with pytest.raises(WrongResultError, match=said):
        wrong(X, W, (1, 1), (0, 0))


@pytest.mark.parametrize("dtype", ["int64", "complex128"])
def test_what_does_not_round_is_refused(dtype):
    """Nothing is said of its results."""
    X = np.ones((1, 2, 4, 4), dtype)
    with pytest.raises(UsageError, match=f"cannot be guarded where X is {dtype}"):
        cnncheck.guard(lambda X, W, s, p: X, name="convolution2D")(X, X, 1, 0)


@pytest.mark.parametrize(("X_by", "W_by"), [(1e-310, 1), (1e-300, 1e-20), (1e-155, 1e-155)])
def test_what_underflows_is_not_accused(X_by, W_by):
    rng = np.random.default_rng(0)
    X, W = rng.standard_normal((2, 3, 6, 6)) * X_by, rng.standard_normal((4, 3, 3, 3)) * W_by
    guarded = cnncheck.guard(convolution2D)
    for _ in range(20):
        np.testing.assert_array_equal(guarded(X, W, 1, 0), convolution2D(X, W, 1, 0))


@pytest.mark.parametrize(("dtype", "size"), [("f2", 300), ("f4", 1e19), ("f8", 1e154)])
def test_what_overflows_is_not_accused(dtype, size):
    """Nor is it looked at; what is not a number where nothing overflows is wrong."""
    rng = np.random.default_rng(0)
    X, W = (np.rint(9 * rng.standard_normal(shape)) for shape in ((2, 3, 6, 6), (4, 3, 3, 3)))
    X, W = (X * size).astype(dtype), (W * size).astype(dtype)
    with np.errstate(all="ignore"):
        result = cnncheck.convolution2D(X.astype("f8"), W.astype("f8"), 1, 0).astype(dtype)
        assert not np.isfinite(result).all()
        for _ in range(20):
            check("convolution2D", {"X": X, "W": W, "stride": 1}, result, rng)
    X, W = (X / size).astype(dtype), (W / size).astype(dtype)
    with pytest.raises(WrongResultError):
        check("convolution2D", {"X": X, "W": W, "stride": 1}, np.full_like(result, np.inf), rng)


@pytest.mark.parametrize("X_by", [1e-310, 1e200, np.inf])
def test_who_guards_is_warned_of_nothing(X_by):
    """Not even where each warning is an error: what our sums come to is nobody's concern."""
    X, W = np.full((2, 3, 6, 6), 1.0), np.full((4, 3, 3, 3), 1e200)
    X[0, 0, 0, 0] = X_by

    def right(*told):
        with np.errstate(all="ignore"):
            return convolution2D(*told)

    with np.errstate(all="raise"):
        result = cnncheck.guard(right, name="convolution2D")(X, W, 1, 0)
    assert result.shape == (2, 4, 4, 4)
