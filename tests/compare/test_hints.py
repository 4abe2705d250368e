"""First pointers: each sentence, and the answer that deserves it."""

import numpy as np
import pytest

from cnncheck.compare.hints import shape_hint, value_hint

EXPECTED = np.random.default_rng(5).integers(1, 90, (2, 3, 4, 4)).astype(float)


def where(*index):
    changed = EXPECTED.copy()
    changed[index] += 7
    return changed


def zero(*index):
    changed = EXPECTED.copy()
    changed[index] = 0
    return changed


def around():
    changed = EXPECTED + 7
    changed[..., 1:-1, 1:-1] -= 7
    return changed


@pytest.mark.parametrize(
    ("got", "hint"),
    [
        (np.where(EXPECTED == EXPECTED[0, 0, 0, 0], np.nan, EXPECTED),
         "NaN where a number belongs, though all inputs are numbers: is every element written (np.empty), and nothing divided by 0?"),
        (np.zeros_like(EXPECTED), "the result is all zeros"),
        (np.full_like(EXPECTED, 3), "every element has the same value"),
        (-EXPECTED, "every value has the wrong sign"),
        (EXPECTED / 2, "every value is off by the same factor: look for a mean, or a part counted twice"),
        (EXPECTED.swapaxes(2, 3), "rows and columns look swapped"),
        (EXPECTED[:, :, ::-1], "the result looks flipped"),
        (EXPECTED + np.random.default_rng(1).normal(size=EXPECTED.shape) * 1e-3,
         "small differences: look for a narrower dtype on the way"),
        (EXPECTED + np.random.default_rng(1).normal(size=EXPECTED.shape) * 1e-13,
         "differences of the size of rounding: if this is Winograd or FFT, say --algorithm winograd or --algorithm fft"),
        (zero(..., 3, slice(None)), "only the last row or column is wrong, and 0: look at where the loops end"),
        (around(), "only the border is wrong: look at the padding and at where the loops end"),
        (where(1), "the first image of the batch is right, later ones are not"),
        (where(slice(None), slice(1, None)), "the first channel is right, later ones are not"),
        (where(0, 1, 3, 2), ""),  # one element in the last row, on the border, of a later channel
        (where(..., 3, 1), ""),
        (where(1, 0, 1, 2), ""),
        (where(0, 0, 1, 1), ""),
    ],
)  # fmt: skip
def test_each_look_has_its_sentence(got, hint):
    """A wrong answer's look leads to one pointer, or to none."""
    with np.errstate(invalid="ignore"):
        assert value_hint(got, EXPECTED, ~(got == EXPECTED)) == hint


def test_what_a_nan_is_put_down_to_depends_on_what_was_handed_over():
    """Memory that nobody wrote is no matter of infinite inputs; 0 times infinity is."""
    got = np.where(EXPECTED == EXPECTED[0, 0, 0, 0], np.nan, EXPECTED)
    told = value_hint(got, EXPECTED, np.isnan(got), finite=False)
    assert told.startswith("NaN where a number belongs: 0 * inf is NaN")
    assert "np.empty" not in told


def test_rounding_of_what_is_only_moved_is_no_matter_of_an_algorithm():
    """Neither padding nor pooling multiplies."""
    told = value_hint(EXPECTED / 3 * (3 + 1e-15), EXPECTED, EXPECTED > 0, multiplies=False)
    assert told == "differences of the size of rounding, where values should only be moved or added"


def test_a_lost_nan_is_pointed_out():
    """A number where a NaN belongs."""
    expected = EXPECTED.copy()
    expected[0, 0, 1, 1] = np.nan
    wrong = np.isnan(expected)
    assert value_hint(EXPECTED, expected, wrong) == (
        "a NaN in the input must come through to every output that reads it"
    )


@pytest.mark.parametrize(
    ("got", "expected", "hint"),
    [
        ((2, 3), (2, 3, 4, 5), "the result must have 4 axes, it has 2"),
        ((2, 3, 5, 4), (2, 3, 4, 5), "the same lengths in another order: look for swapped axes"),
        ((2, 3, 5, 6), (2, 3, 4, 5),
         "one too many along axis 2 and axis 3: look at how the output length is rounded, and at its +1"),
        ((2, 3, 3, 5), (2, 3, 4, 5), "one too few along axis 2: look at how the output length is rounded, and at its +1"),
        ((2, 3, 1, 5), (2, 3, 4, 5),
         "look at how the length of axis 2 follows from padding, kernel and stride"),
    ],
)  # fmt: skip
def test_each_wrong_shape_has_its_sentence(got, expected, hint):
    """A wrong shape leads to what its lengths follow from."""
    assert shape_hint(got, expected) == hint
