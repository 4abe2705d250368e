"""Convolutions through the FFT in double precision."""

import numpy as np
from parts.fourier import convolutions
from parts.plain import pool_back, pool_forward, zero_padding

convolution2D, convolution2D_backward_filter, convolution2D_backward_input = convolutions(
    np.fft, np.float64
)
