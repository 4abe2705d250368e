"""A CNN block in NumPy alone: padding, convolution and pooling, with their gradients.

Functions on arrays (N, C, H, W), and (N, C, L) or (N, C, D, H, W) where the name says so. None changes
its arguments; every result is a new C-contiguous array of the dtype that came in. float16 and bfloat16
are computed in float32, and rounded once. Convolutions of int8 and int32 return int32.
An image may come without N, and what is made of it has none either.
"""

from cnncheck.layers.adaptive import (
    adaptive_avg_pool1d,
    adaptive_avg_pool1d_backward,
    adaptive_avg_pool2d,
    adaptive_avg_pool2d_backward,
    adaptive_avg_pool3d,
    adaptive_avg_pool3d_backward,
    adaptive_max_pool1d,
    adaptive_max_pool1d_backward,
    adaptive_max_pool2d,
    adaptive_max_pool2d_backward,
    adaptive_max_pool3d,
    adaptive_max_pool3d_backward,
)
from cnncheck.layers.averaging import avg_pool2d, avg_pool2d_backward
from cnncheck.layers.bordering import (
    pad1d,
    pad1d_backward,
    pad2d,
    pad2d_backward,
    pad3d,
    pad3d_backward,
)
from cnncheck.layers.convolution import (
    convolution2D,
    convolution2D_backward_bias,
    convolution2D_backward_filter,
    convolution2D_backward_input,
)
from cnncheck.layers.convolution1d import (
    conv1d,
    conv1d_backward_bias,
    conv1d_backward_filter,
    conv1d_backward_input,
)
from cnncheck.layers.convolution3d import (
    conv3d,
    conv3d_backward_bias,
    conv3d_backward_filter,
    conv3d_backward_input,
)
from cnncheck.layers.convolution_transposed import (
    conv_transpose1d,
    conv_transpose1d_backward_bias,
    conv_transpose1d_backward_filter,
    conv_transpose1d_backward_input,
    conv_transpose2d,
    conv_transpose2d_backward_bias,
    conv_transpose2d_backward_filter,
    conv_transpose2d_backward_input,
    conv_transpose3d,
    conv_transpose3d_backward_bias,
    conv_transpose3d_backward_filter,
    conv_transpose3d_backward_input,
)
from cnncheck.layers.padding import zero_padding
from cnncheck.layers.pooling import pool_back, pool_forward
from cnncheck.layers.pooling_ranks import (
    avg_pool1d,
    avg_pool1d_backward,
    avg_pool3d,
    avg_pool3d_backward,
    max_pool1d,
    max_pool1d_backward,
    max_pool3d,
    max_pool3d_backward,
)
from cnncheck.layers.single import taking_all
from cnncheck.layers.threads import use_threads

__all__ = [
    "adaptive_avg_pool1d",
    "adaptive_avg_pool1d_backward",
    "adaptive_avg_pool2d",
    "adaptive_avg_pool2d_backward",
    "adaptive_avg_pool3d",
    "adaptive_avg_pool3d_backward",
    "adaptive_max_pool1d",
    "adaptive_max_pool1d_backward",
    "adaptive_max_pool2d",
    "adaptive_max_pool2d_backward",
    "adaptive_max_pool3d",
    "adaptive_max_pool3d_backward",
    "avg_pool1d",
    "avg_pool1d_backward",
    "avg_pool2d",
    "avg_pool2d_backward",
    "avg_pool3d",
    "avg_pool3d_backward",
    "conv1d",
    "conv1d_backward_bias",
    "conv1d_backward_filter",
    "conv1d_backward_input",
    "conv3d",
    "conv3d_backward_bias",
    "conv3d_backward_filter",
    "conv3d_backward_input",
    "conv_transpose1d",
    "conv_transpose1d_backward_bias",
    "conv_transpose1d_backward_filter",
    "conv_transpose1d_backward_input",
    "conv_transpose2d",
    "conv_transpose2d_backward_bias",
    "conv_transpose2d_backward_filter",
    "conv_transpose2d_backward_input",
    "conv_transpose3d",
    "conv_transpose3d_backward_bias",
    "conv_transpose3d_backward_filter",
    "conv_transpose3d_backward_input",
    "convolution2D",
    "convolution2D_backward_bias",
    "convolution2D_backward_filter",
    "convolution2D_backward_input",
    "max_pool1d",
    "max_pool1d_backward",
    "max_pool3d",
    "max_pool3d_backward",
    "pad1d",
    "pad1d_backward",
    "pad2d",
    "pad2d_backward",
    "pad3d",
    "pad3d_backward",
    "pool_back",
    "pool_forward",
    "use_threads",
    "zero_padding",
]

# Each function is written for batches of float32 and float64, and calls others as they are written.
globals().update(
    {name: taking_all(globals()[name]) for name in __all__ if name != use_threads.__name__}
)
