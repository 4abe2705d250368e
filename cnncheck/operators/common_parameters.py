"""Parameters that several operators have."""

from __future__ import annotations

from dataclasses import replace

from cnncheck.operators.parameter import Parameter

FILTER = Parameter(
    "filter",
    "shape",
    "Shape of the filter W",
    example=(7, 3, 6, 6),
    entries=("F", "C", "KH", "KW"),
    array="W",
    fields=("kernel",),
)


STRIDE = Parameter(
    "stride",
    "per_axis",
    "Step of the window",
    example=(3, 6),
    default=1,
    option="Steps down and to the right.",
    fields=("stride",),
)


PADDING = Parameter(
    "padding",
    "per_axis",
    "Zeros around each image",
    example=(2, 3),
    default=0,
    low=0,
    option="Zeros above and below, left and right.",
    fields=("before", "after"),
)


SIDES = replace(PADDING, words=("same", "same_upper", "same_lower"))
"""Padding that need not be the same before an image and behind it."""


PADDING_AFTER = Parameter(
    "padding_after",
    "per_axis",
    "Zeros behind each image along each axis, where they are not as many as before it",
    example=(1, 2),
    follows="padding",
    low=0,
    rare=True,
    paired=True,
    fields=("after",),
)


WINDOW = Parameter(
    "window",
    "taps",
    "Height and width of the pooling window",
    example=(3, 2),
    alike=True,
    option="Height and width of the window.",
    words=("global",),
    fields=("kernel",),
)


BIAS = Parameter(
    "bias",
    "flag",
    "Whether a bias b, one number for each filter, is added to its outputs",
    example=True,
    default=False,
    entries=("F",),
    array="b",
    option="Add a bias, one number for each filter.",
    rare=True,
)


DILATION = Parameter(
    "dilation",
    "per_axis",
    "Step from tap to tap of the filter",
    example=(2, 3),
    default=1,
    option="Steps between taps, down and to the right.",
    rare=True,
    fields=("dilation",),
)


GROUPS = Parameter(
    "groups",
    "count",
    "Groups of channels that are convolved apart, each with as many of the filters",
    example=2,
    default=1,
    option="Groups of channels that are convolved apart.",
    rare=True,
)


CEIL_MODE = Parameter(
    "ceil_mode",
    "flag",
    "Whether a last window that reaches beyond the padding counts, if it begins before that",
    example=True,
    default=False,
    option="Round the size of the output up.",
    rare=True,
)


OUTPUT_PADDING = Parameter(
    "output_padding",
    "per_axis",
    "What the output of a transposed convolution is longer at its end",
    example=(1, 2),
    default=0,
    low=0,
    option="Rows below and columns to the right that the output has more.",
    rare=True,
)
