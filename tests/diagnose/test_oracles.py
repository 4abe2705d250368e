from __future__ import annotations

import pytest

from cnncheck.calls import Reply
from cnncheck.diagnose.questions import oracles
from cnncheck.operators.case import Case, OutGrad
from cnncheck.outcomes import Outcome

CONV = Case(
    file="",
    name="law",
    operator="conv2d",
    passes=("forward", "backward_filter", "backward_input"),
    input=(2, 3, 5, 7),
    filter=(2, 3, 3, 2),
    stride=(2, 1),
    padding=(1, 0),
    seed=7,
)
POOL = Case(
    file="",
    name="law",
    operator="max_pool2d",
    passes=("forward", "backward"),
    input=(1, 2, 5, 6),
    window=3,
    stride=(1, 1),
    seed=7,
)


@pytest.mark.parametrize(
    "law",
    [
        oracles.adjoint_identity,
        oracles.delta_kernel,
        oracles.shift_equivariance,
        oracles.linearity,
        lambda ask, case: oracles.linearity(ask, case, "backward_filter"),
        lambda ask, case: oracles.linearity(ask, case, "backward_input"),
    ],
)
def test_right_convolutions_obey_every_law(planted, law):
    """Exactly, in integers."""
    assert law(planted("padding/ones").ask, CONV) is None


def test_right_pooling_obeys_every_law(planted):
    """Also with a gradient smaller than the output."""
    ask = planted("padding/ones").ask
    smaller = Case(
        file="",
        name="law",
        operator="max_pool2d",
        passes=("backward",),
        input=(1, 2, 5, 6),
        window=2,
        stride=(2, 2),
        out_grad=OutGrad("random", (1, 2, 1, 2)),
    )
    for case in (POOL, smaller):
        assert oracles.shift_equivariance(ask, case) is None
        assert oracles.pool_finite_differences(ask, case) is None


def test_the_adjoint_identity_names_the_odd_one_out(planted):
    """Two of three agree, so the third one is wrong."""
    told = oracles.adjoint_identity(planted("conv-backward-input/windows-overwrite").ask, CONV)
    assert told.startswith("the same sum of products comes out as ")
    assert told.endswith("; convolution2D_backward_input disagrees with the other two")


def test_a_flip_everywhere_needs_the_delta_kernel(planted):
    """The identity holds for a true convolution with matching gradients; the delta kernel does not."""
    forward = planted("conv-forward/kernel-flipped-hw")
    to_filter = planted("conv-backward-filter/flipped-hw")
    to_input = planted("conv-backward-input/kernel-flipped-hw")
    by_function = {each.fault.function: each for each in (forward, to_filter, to_input)}

    def ask(problem):
        return by_function[problem.function].ask(problem)

    assert oracles.adjoint_identity(ask, CONV) is None
    assert oracles.delta_kernel(ask, CONV) == (
        "with a kernel that is 1 at tap [0,0] and 0 elsewhere, convolution2D does not return the "
        "pixels under that tap"
    )


def test_linearity_finds_a_relu(planted):
    """f(A) + f(B) is not f(A + B)."""
    told = oracles.linearity(planted("conv-forward/rectified").ask, CONV)
    assert told.startswith("convolution2D is not linear in X: at [0,0,0,")


def test_shifts_find_a_position_that_matters(planted):
    """A last row that is not computed is lost from the moved image in the same place."""
    told = oracles.shift_equivariance(planted("pool-forward/output-flipped").ask, POOL)
    assert told == (
        "pool_forward without the first 1 rows of X is not the former result without its first of "
        "the rows"
    )


def test_finite_differences_find_lost_gradients(planted):
    """Without any right answer from elsewhere."""
    told = oracles.pool_finite_differences(planted("pool-backward/windows-overwrite").ask, POOL)
    assert (
        "but raising that pixel by 1 changes the pooled output, weighted by grad_pool, by" in told
    )


@pytest.mark.parametrize(
    ("law", "case"),
    [
        (oracles.adjoint_identity, CONV),
        (oracles.linearity, CONV),
        (oracles.delta_kernel, CONV),
        (oracles.shift_equivariance, CONV),
        (oracles.pool_finite_differences, POOL),
    ],
)
def test_no_answer_is_told_as_such(law, case):
    """A call that raises breaks no law, but it is no pass either."""
    assert law(lambda _: Reply(None, Outcome.RAISED, "it raised"), case) == "it raised"
