"""The share of lost products that a tolerance would notice, against brute force."""

from itertools import product

import numpy as np
import pytest

from cnncheck.compare.bounds import allowed_difference
from cnncheck.compare.power import CERTAIN, detection_power
from cnncheck.dialects import NOTEBOOK
from cnncheck.operators.case import Case, Tolerance
from cnncheck.references.torch_reference import TorchReference

CONV = {"input": (2, 2, 4, 5), "filter": (3, 2, 2, 3), "stride": (1, 2), "padding": (1, 0)}


@pytest.fixture
def measured():
    """A function from a case to its first problem, truth, and allowed differences."""

    def measure(operator, pass_name, **fields):
        fields = {"fill": "normal", "seed": 5} | fields
        case = Case("f.yaml", "c", operator, (pass_name,), **fields)
        problem = next(NOTEBOOK.problems(case, pass_name))
        truth = TorchReference().answer(problem)
        return problem, truth, allowed_difference(case, problem, truth).at

    return measure


def all_products(problem):
    """Yield every element's index with every one of its products, by the formulas."""
    a = problem.arguments
    if problem.function == "pool_back":
        sh, sw = a["stride"]
        for n, c, i, j in np.ndindex(a["out_grad"].shape):
            height, width = a["window"]
            window = a["X"][n, c, sh * i :, sw * j :][:height, :width]
            k, l = divmod(int(window.argmax()), width)
            yield (n, c, sh * i + k, sw * j + l), a["out_grad"][n, c, i, j]
        return
    X, W, (sh, sw) = a["X"], a["W"], a["stride"]
    ph, pw = a.get("padding", (0, 0))
    Xpad = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    F, C, KH, KW = W.shape
    OH = 1 + (Xpad.shape[2] - KH) // sh
    OW = 1 + (Xpad.shape[3] - KW) // sw
    spans = map(range, (X.shape[0], F, OH, OW, C, KH, KW))
    for n, f, i, j, c, k, l in product(*spans):
        at_x = (n, c, sh * i + k, sw * j + l)
        if problem.pass_name == "forward":
            yield (n, f, i, j), W[f, c, k, l] * Xpad[at_x]
        elif problem.pass_name == "backward_filter":
            yield (f, c, k, l), a["out_grad"][n, f, i, j] * X[at_x]
        else:
            yield at_x, a["out_grad"][n, f, i, j] * W[f, c, k, l]


@pytest.mark.parametrize(
    ("operator", "pass_name", "fields"),
    [
        ("conv2d", "forward", CONV),
        ("conv2d", "backward_filter", CONV),
        ("conv2d", "backward_input", CONV),
        ("max_pool2d", "backward", {"input": (2, 2, 6, 7), "window": 3, "stride": (1, 1)}),
    ],
)
def test_the_sample_has_the_share_of_all_products(operator, pass_name, fields, measured):
    """At a tolerance in the middle of the products' sizes, which brute force knows."""
    problem, truth, allowed = measured(operator, pass_name, **fields)
    pairs = [(at, value) for at, value in all_products(problem) if value != 0]
    middle = np.median([abs(value) for _, value in pairs]) / CERTAIN
    allowed = np.full_like(allowed, middle) * np.linspace(0.5, 1.5, allowed.shape[-1])
    share = np.mean([abs(value) > CERTAIN * allowed[at] for at, value in pairs])
    assert 0.2 < share < 0.8
    assert detection_power(problem, truth, allowed) == pytest.approx(share, abs=0.05)


def test_derived_bounds_notice_almost_everything(measured):
    """And tolerances that people write by hand do not."""
    assert detection_power(*measured("conv2d", "forward", dtype="float32", **CONV)) > 0.99
    loose = {"tolerance": Tolerance(rtol=0.1, atol=1.0), "dtype": "float32"}
    assert detection_power(*measured("conv2d", "forward", **CONV, **loose)) < 0.3


def test_the_same_problem_has_the_same_power(measured):
    """The sample does not change from run to run."""
    asked = measured("conv2d", "forward", **CONV, tolerance=Tolerance(atol=0.5))
    assert detection_power(*asked) == detection_power(*asked)
    assert 0 < detection_power(*asked) < 1


def test_there_is_none_where_every_loss_shows(measured):
    """In the exact lane, and where values are only moved."""
    assert detection_power(*measured("conv2d", "forward", fill="integers", **CONV)) is None
    pool = measured("max_pool2d", "forward", input=(1, 1, 4, 4), window=2)
    assert detection_power(*pool) is None
    pad = measured("zero_padding", "forward", input=(1, 1, 4, 4), padding=(1, 1))
    assert detection_power(*pad) is None


def test_what_is_lost_from_a_nan_goes_unnoticed(measured):
    """An element that is NaN already is NaN without the product, too."""
    problem, truth, allowed = measured("conv2d", "forward", fill="nonfinite", **CONV)
    spoilt = ~np.isfinite(truth.value)
    assert 0 < spoilt.mean() < 1
    assert detection_power(problem, truth, allowed) < 1 - spoilt.mean() / 2
