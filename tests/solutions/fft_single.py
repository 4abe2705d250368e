"""Convolutions through the FFT in the precision of what is handed over."""

from parts.fourier import convolutions
from parts.plain import pool_back, pool_forward, zero_padding
from scipy import fft

convolution2D, convolution2D_backward_filter, convolution2D_backward_input = convolutions(fft)
