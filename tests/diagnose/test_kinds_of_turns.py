"""Mistakes of order and of place are told by name: axes turned around, an image put elsewhere, blocks left out."""

from pathlib import Path

import pytest

from cnncheck.diagnose.diagnosis import diagnose

FILES = Path(__file__).parents[1] / "faulty" / "seventh"

TOLD = {
    "pool_starts_at_tiny_of_dtype": (
        "pool_forward",
        "the running maximum starts at the smallest positive number of the dtype of X, which "
        "windows can be below, and the output size is rounded up: partial windows at the edge are "
        "included",
    ),
    "pad_diagonal_on_wrong_side": (
        "zero_padding",
        "the image begins at column number -pw of the padded one",
    ),
    "dx_rot90_without_axes": (
        "convolution2D_backward_input",
        "filters, channels, rows and columns of W are in reverse order (in a full convolution, for "
        "which the kernel is to be turned: filters and channels of W are)",
    ),
    "conv_rows_beyond_blocks": (
        "convolution2D",
        "where there are more than 3 rows of windows, those beyond the last whole block of 3 stay zero",
    ),
    "conv_patches_column_major": (
        "convolution2D",
        "W is read in another order of its axes than (F, C, KH, KW): what lies as (C, KH, KW) is "
        "read as (KW, KH, C)",
    ),
    "conv_view_by_other_stride_and_reshaped": (
        "convolution2D",
        "the horizontal stride is that of the other direction where windows are placed, not in the "
        "size of the output, and images and channels of the result are exchanged by a reshape, not "
        "by a transpose",
    ),
    "poolback_ties_by_field": (
        "pool_back",
        "equal maxima are told apart by 1e-09 times the number of each pixel in the image, which is "
        "lost in the dtype beside larger values: there all of them get the gradient, and a "
        "grad_pool that is smaller than the whole pooled output raises an error",
    ),
}


@pytest.mark.parametrize("name", TOLD)
def test_a_turn_or_a_place_is_told_by_name(name, load_solution, observed):
    """And no other is told besides."""
    function, sentence = TOLD[name]
    code = load_solution(FILES / f"{name}.py")
    found = diagnose(function, observed(code, function), code.ask, shrink_seconds=0)
    assert found.sentence == sentence
