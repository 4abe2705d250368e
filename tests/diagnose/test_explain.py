from __future__ import annotations

import numpy as np
import pytest

from cnncheck.diagnose.explain import explain
from cnncheck.errors import UsageError


def test_a_fault_is_shown_in_small_numbers():
    """What is asked, what is right, and what comes back instead."""
    shown = explain("conv-backward-input/windows-overwrite")
    assert shown.fault.sentence == "overlapping windows overwrite instead of adding up"
    assert shown.case.input == (1, 1, 1, 3)
    assert shown.case.name == "conv-backward-input-windows-overwrite"
    assert list(shown.arguments) == ["out_grad", "X", "W", "stride"]
    assert shown.correct.ravel().tolist() == [0, 1, 0]
    assert shown.faulty.ravel().tolist() == [0, 0, 0]
    assert shown.told == ""


@pytest.mark.parametrize(
    "fault_id",
    [
        *(f"pool-backward/ties-{which}" for which in ("all", "shared", "none", "close")),
        *(f"pool-forward/window-{which}" for which in ("last-row-lost", "one-short", "last-lost")),
    ],
)
def test_an_example_shows_the_fault_alone(fault_id):
    """What becomes of a NaN, or of a window of one pixel, is another matter."""
    shown = explain(fault_id)
    assert shown.arguments["f"] == 2
    assert np.isfinite(shown.arguments["X"]).all()
    assert np.isfinite(shown.faulty).all()


def test_an_example_of_infinities_has_no_nan():
    """A window of -inf has a maximum; one with a NaN is another matter."""
    shown = explain("pool-backward/infinity-loses")
    assert np.isneginf(shown.arguments["X"]).all()


def test_a_fault_of_behaviour_is_told():
    """The values are right, what the call did is not."""
    shown = explain("pool-forward/input-changed")
    assert np.array_equal(shown.correct, shown.faulty)
    assert shown.told == "pool_forward(X, f, s) changed its argument X in place"


def test_float32_and_fortran_order_are_tried_too():
    """Some faults only show there."""
    assert explain("padding/dtype-widened").case.dtype == "float32"
    assert explain("padding/memory-order", most=500).case.layout == "F"


def test_an_unknown_id_gets_suggestions():
    """Most unknown ids are nearly right."""
    with pytest.raises(UsageError) as caught:
        explain("conv-forward/kernal-flipped-h")
    assert caught.value.message == "there is no fault 'conv-forward/kernal-flipped-h'"
    assert caught.value.hint.startswith("did you mean conv-forward/kernel-flipped-h")
    with pytest.raises(UsageError) as caught:
        explain("zzz")
    assert caught.value.hint == "cnncheck explain lists them all"
