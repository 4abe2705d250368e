"""Winograd F(2x2, 3x3) for 3x3 filters with stride 1; all else directly."""

import numpy as np
from parts.minimal import convolutions
from parts.plain import pool_back, pool_forward, zero_padding

BT = np.array([[1.0, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]])
G = np.array([[1.0, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]])
AT = np.array([[1.0, 1, 1, 0], [0, 1, -1, -1]])
convolution2D, convolution2D_backward_filter, convolution2D_backward_input = convolutions(BT, G, AT)
