from __future__ import annotations

import numpy as np
import pytest

from cnncheck.calls import Reply
from cnncheck.diagnose.unnamed.probing import probe
from cnncheck.faults.catalogue import CATALOGUE
from cnncheck.faults.declaring.fault import FaultyImplementation
from cnncheck.outcomes import Outcome

X = np.arange(12).reshape(1, 1, 3, 4)
W = np.arange(4).reshape(1, 1, 2, 2)
G = np.ones((1, 1, 2, 3))


def _told(problem, fault_id):
    return probe(problem, FaultyImplementation(CATALOGUE[fault_id]).ask)


@pytest.mark.parametrize(
    ("fault_id", "sentence"),
    [
        (
            "conv-forward/windows-shifted-right",
            "out[0,0,0,0] reads x[0,0,0,2], should read x[0,0,0,0]",
        ),
        (
            "conv-forward/kernel-flipped-w",
            "out[0,0,0,0] takes x[0,0,0,0] times W[0,0,0,1], should take it times W[0,0,0,0]",
        ),
        ("conv-forward/last-tap-row-lost", "out[0,0,0,0] does not read x[0,0,1,0], should"),
        (
            "conv-forward/negated",
            "out[0,0,0,0] takes x[0,0,0,0] times minus W[0,0,0,0], should take it times W[0,0,0,0]",
        ),
        ("conv-forward/bias-added", "out[0,0,0,0] is 1 where x is all zeros, should be 0"),
        ("conv-forward/size-one-short", "out has shape 1x1x1x2, should have 1x1x2x3"),
        (
            "conv-forward/rectified",
            "out is not linear in x: the results for two arrays do not add up to the result for "
            "their sum, so it cannot be probed further",
        ),
    ],
)
def test_convolution_tells_which_pixel_meets_which_weight(make_problem, fault_id, sentence):
    """One-hot images recover what each output reads."""
    assert _told(make_problem("conv2d", "forward", X, W), fault_id) == sentence


def test_gradients_are_probed_through_out_grad(make_problem):
    """For dX the weights, for dW the pixels are recovered."""
    to_input = make_problem("conv2d", "backward_input", X, W, G)
    assert _told(to_input, "conv-backward-input/windows-overwrite") == (
        "dX[0,0,0,1] does not read out_grad[0,0,0,0], should"
    )
    assert _told(to_input, "conv-backward-input/kernel-flipped-h") == (
        "dX[0,0,0,0] takes out_grad[0,0,0,0] times W[0,0,1,0], should take it times W[0,0,0,0]"
    )
    to_filter = make_problem("conv2d", "backward_filter", X, W, G)
    assert _told(to_filter, "conv-backward-filter/windows-shifted-down") == (
        "dW[0,0,0,0] takes out_grad[0,0,0,0] times X[0,0,1,0], should take it times X[0,0,0,0]"
    )


def test_padding_tells_where_pixels_go(make_problem):
    """The first element that holds another pixel is named."""
    problem = make_problem("zero_padding", "forward", X, padding=(1, 1))
    assert _told(problem, "padding/all-before") == "out[0,0,1,1] does not read x[0,0,0,0], should"
    assert _told(problem, "padding/edge-repeated") == "out[0,0,0,0] reads x[0,0,0,0], should not"


def test_pooling_tells_which_element_wins(make_problem):
    """Forward by values that are all different, backward by one-hot gradients."""
    forward = make_problem("max_pool2d", "forward", X, window=2)
    assert _told(forward, "pool-forward/window-last-row-lost") == (
        "out[0,0,0,0] takes x[0,0,0,1], should take x[0,0,1,1]"
    )
    assert _told(forward, "pool-forward/average") == (
        "out[0,0,0,0] takes 3.5, which is not in x, should take x[0,0,1,1]"
    )
    ones = np.ones((1, 1, 3, 4))
    backward = make_problem("max_pool2d", "backward", ones, None, G, window=2, stride=(1, 1))
    assert _told(backward, "pool-backward/ties-last") == (
        "the gradient grad_pool[0,0,0,0] goes to dX[0,0,1,1], should go to dX[0,0,0,0]"
    )
    assert _told(backward, "pool-backward/ties-all") == (
        "the gradient grad_pool[0,0,0,0] goes to dX[0,0,0,0] and dX[0,0,0,1] and dX[0,0,1,0], "
        "should go to dX[0,0,0,0] alone"
    )
    assert _told(backward, "pool-backward/ties-none") == (
        "the gradient grad_pool[0,0,0,0] goes nowhere, should go to dX[0,0,0,0]"
    )


def test_right_code_has_nothing_to_tell(make_problem, planted):
    """Probing says nothing where nothing is wrong."""
    ask = planted("padding/ones").ask
    for pass_name in ("forward", "backward_filter", "backward_input"):
        gradient = None if pass_name == "forward" else G
        assert probe(make_problem("conv2d", pass_name, X, W, gradient), ask) is None
    assert probe(make_problem("max_pool2d", "forward", X, window=2), ask) is None


def test_code_that_raises_says_why(make_problem):
    """What even plain numbers make it do."""
    problem = make_problem("conv2d", "forward", X, W)
    reply = Reply(None, Outcome.RAISED, "convolution2D(X, W, stride, padding) raised NameError: i")
    assert probe(problem, lambda _: reply) == (
        "even for plain numbers: convolution2D(X, W, stride, padding) raised NameError: i"
    )


def test_a_sum_of_elements_is_not_taken_for_another_element(make_problem):
    """Gradients that are repeated over a gap meet two pixels, 1 and 2, which are not pixel 3."""

    def repeating(problem):
        X, G, W = (problem.arrays[name] for name in ("X", "out_grad", "W"))
        spread = np.repeat(G, problem.case.stride[1], axis=3)[..., : X.shape[3] - W.shape[3] + 1]
        taps = range(W.shape[3])
        count = spread.shape[3]
        columns = [np.einsum("nfhw,nchw->fch", spread, X[..., k : k + count]) for k in taps]
        return Reply(np.stack(columns, -1))

    X, G = np.arange(3.0).reshape(1, 1, 1, 3), np.ones((1, 1, 1, 2))
    problem = make_problem("conv2d", "backward_filter", X, np.ones((1, 1, 1, 1)), G, stride=(1, 2))
    assert probe(problem, repeating) == (
        "dW[0,0,0,0] takes out_grad[0,0,0,0] times a sum of 2 elements of X, should take it times "
        "X[0,0,0,0]"
    )
