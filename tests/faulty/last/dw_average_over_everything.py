# fault: convolution2D_backward_filter: the mean over images and positions
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D_backward_filter(out_grad, X, W, stride):
    oh, ow = out_grad.shape[2:]
    v = sliding_window_view(X, W.shape[2:], axis=(2, 3))[:, :, :: stride[0], :: stride[1]][:, :, :oh, :ow]
    products = out_grad[:, :, None, :, :, None, None] * v[:, None]
    return products.mean(axis=(0, 3, 4))
