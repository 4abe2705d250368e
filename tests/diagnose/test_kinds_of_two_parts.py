"""Mistakes of many kinds are told by name: in what layers other than the notebook's have, and two in one function."""

from pathlib import Path

import pytest

from cnncheck.diagnose.diagnosis import diagnose

FILES = Path(__file__).parents[1] / "faulty" / "seventh"

TOLD = {
    "conv_inside_empty_and_square_slice": (
        "convolution2D",
        "the image is written into [p:-p] of its zeros, which is empty where p is 0, and the slice of "
        "each window has as many columns as the kernel has rows",
    ),
    "dw_slices_by_rows_and_batch_averaged": (
        "convolution2D_backward_filter",
        "along the columns the slices, one for each tap, stop after the number of windows along the "
        "other axis, times the stride, and the mean over the batch is taken instead of the sum",
    ),
    "poolback_winner_by_stride_added_by_index": (
        "pool_back",
        "the winner's number is divided by the stride, not by the width of the window, and "
        "a grad_pool that is smaller than the whole pooled output raises an error",
    ),
    "poolback_winner_by_stride_clipped": (
        "pool_back",
        "the winner's number is divided by the stride, not by the width of the window, and "
        "a grad_pool that is smaller than the whole pooled output raises an error",
    ),
    "pad_one_row_below": (
        "zero_padding",
        "one row of zeros is added below the image, whatever the padding",
    ),
    "pad_border_zeroed_from_the_end": (
        "zero_padding",
        "the border is set to zero by -p:, which is the whole image when the padding is 0",
    ),
    "pool_taps_from_one": (
        "pool_forward",
        "of the first row and column of each window only the first element is looked at",
    ),
    "pool_tiles_uncut": (
        "pool_forward",
        "where the stride is the window's size the image is reshaped into windows without cutting "
        "off what is left over",
    ),
    "pool_slice_of_columns_by_stride": (
        "pool_forward",
        "the horizontal window size is the stride",
    ),
    "pad_stripes_without_rows": (
        "zero_padding",
        "the zeros at the left and right are made H + ph high, not H, or H + 2 * ph high, not H, or "
        "H high, not H + 2 * ph, or H + ph high, not H + 2 * ph",
    ),
    "pad_guarded_and_stripes_by_height": (
        "zero_padding",
        "when one of the two paddings is 0 there is no padding at all, and the zeros above and below "
        "are made W + 2 * ph wide, not W + 2 * pw",
    ),
    "pool_size_up_from_lowest": (
        "pool_forward",
        "the output size is rounded up: partial windows at the edge are included",
    ),
    "dx_columns_by_rows_in_float64": (
        "convolution2D_backward_input",
        "float32 comes back as float64, and the loop over the columns of the kernel ends at the "
        "number of rows of the kernel",
    ),
    "dx_last_covering_column_lost": (
        "convolution2D_backward_input",
        "of the windows that cover a pixel, the last column is left out",
    ),
    "conv_pointwise_unstrided_and_last_channel_lost": (
        "convolution2D",
        "the last channel is left out, but only where the window has several elements; besides, only "
        "where the window has one element, the windows are one pixel apart whatever the stride",
    ),
    "pool_tiles_and_start_at_number": (
        "pool_forward",
        "the running maximum of window (i, j) starts at pixel (i, j), not at its own first one, but "
        "only where the window's size does not divide that of the image; besides, only where the "
        "window's size divides that of the image, the windows are placed side by side, f apart, "
        "whatever the stride",
    ),
    "pad_image_at_row_number": (
        "zero_padding",
        "the image begins at column number ph of the padded one",
    ),
    "conv_fft_flipped_in_float64": (
        "convolution2D",
        "float32 comes back as float64, and the kernel is rotated by 180 degrees: a true "
        "convolution, not the cross-correlation of CNNs",
    ),
    "poolback_largest_of_plane": (
        "pool_back",
        "the gradient goes to the first element of the window that equals the maximum of its "
        "channel of the image, not of its window",
    ),
    "poolback_first_channel_times_maximum": (
        "pool_back",
        "the gradient is multiplied by the first channel's value in the place of the winner, and "
        "the winner of the first channel is used for all channels",
    ),
    "poolback_transposed_times_value": (
        "pool_back",
        "the winner gets the gradient times its own value, and row and column of the winner are "
        "exchanged within the window",
    ),
    "poolback_windows_by_stride": (
        "pool_back",
        "the number of windows that are gone over is the image's size divided by the stride, not out_grad's",
    ),
    "poolback_largest_of_channels": (
        "pool_back",
        "the gradient goes to what equals the largest element of the window in all channels "
        "together, and nowhere else",
    ),
    "pool_channels_mixed": (
        "pool_forward",
        "windows are flattened as (N, OH, OW, KH, KW, C) and cut into rows of KH * KW, so that each "
        "row is of several channels",
    ),
    "functional_conv_transpose_row_padding_once": (
        "conv_transpose2d",
        "of the output's number of rows, the padding is subtracted once, not twice, and the sum of "
        "all biases is added to every output channel",
    ),
    "functional_adaptive_back_square_and_overwritten": (
        "adaptive_avg_pool2d_backward",
        "overlapping windows overwrite instead of adding up, and each gradient is divided by an area "
        "with the window's height for its width",
    ),
    "functional_conv_bias_tiled": (
        "convolution2D",
        "the biases are laid along the flat result, of axes (F, N, OH, OW), one after the other, "
        "again and again, as np.tile has them",
    ),
    "functional_conv_groups_begin_at_filters": (
        "convolution2D",
        "group g's channels of X begin at g times the number of filters of a group",
    ),
    "functional_conv_volume_planes_by_rows": (
        "conv3d",
        "of the numbers of stride that of the rows is used for the planes where windows are "
        "placed, not in the size of the output",
    ),
    "pool_columns_by_window_from_lowest": (
        "pool_forward",
        "the horizontal stride is the kernel's size where windows are placed, not in the size of the "
        "output, and where the stride is the window's size the image is reshaped into windows "
        "without cutting off what is left over",
    ),
    "pool_rows_by_window_of_nothing": (
        "pool_forward",
        "the vertical stride is the kernel's size where windows are placed, not in the size of the output",
    ),
    "conv_columns_at_row_number": (
        "convolution2D",
        "X[n, c, i + k, i + l] stands for X[n, c, i + k, j + l]: the row of windows is taken for "
        "the column of windows",
    ),
    "pool_columns_at_row_number": (
        "pool_forward",
        "X[n, c, i + k, i + l] stands for X[n, c, i + k, j + l]: the row of windows is taken for "
        "the column of windows",
    ),
    "poolback_columns_at_row_number": (
        "pool_back",
        "the columns of each window begin where the number of its row says, not that of its column, "
        "in X and in the result",
    ),
    "poolback_rows_at_column_number": (
        "pool_back",
        "the rows of each window begin where the number of its column says, not that of its row, "
        "in X and in the result",
    ),
    "poolback_columns_by_window_of_nothing": (
        "pool_back",
        "the horizontal stride is the kernel's size",
    ),
    "functional_avg_pool_back_at_row_number_by_windows": (
        "avg_pool2d_backward",
        "the columns of each window begin where the number of its row says, not that of its column, "
        "and the gradient is divided by the number of windows, not by the area of one",
    ),
    "functional_conv_dilated_rows_counted_with_gap": (
        "convolution2D",
        "the size of the output counts the gap behind the last tap, of rows alone",
    ),
    "conv_tap_rows_end_early": (
        "convolution2D",
        "the last row of the output is never computed and stays zero where its windows end with the image",
    ),
    "functional_conv_same_odd_zero_before": (
        "convolution2D",
        "half of what is to be added is added before the image, rounded up",
    ),
    "functional_conv_same_larger_on_both": (
        "convolution2D",
        "half of what is to be added is added before the image, rounded up",
    ),
}


@pytest.mark.parametrize("name", TOLD)
def test_a_mistake_is_told_by_name(name, load_solution, observed):
    """And no other is told besides."""
    function, sentence = TOLD[name]
    dialect = "functional" if name.startswith("functional") else None
    code = load_solution(FILES / f"{name}.py", dialect=dialect)
    found = diagnose(function, observed(code, function), code.ask, shrink_seconds=0)
    assert found.sentence == sentence


def test_it_is_said_where_calls_raise_beside_what_has_no_name(load_solution, observed):
    """Two mistakes of which neither has a name: the values of one, and where alone the other raises."""
    code = load_solution(FILES / "conv_diagonal_wrong_and_raises.py")
    found = diagnose("convolution2D", observed(code, "convolution2D"), code.ask, shrink_seconds=0)
    raised = "IndexError is raised only where there are not as many rows of windows as columns"
    assert not found.naming.known
    assert found.sentence.split("; ")[-1] == raised
