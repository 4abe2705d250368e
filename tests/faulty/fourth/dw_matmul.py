# fault: convolution2D_backward_filter: out_grad (N, F, ...) is reshaped to F rows without bringing F to the front, so images and filters get mixed

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D_backward_filter(out_grad, X, W, stride):
    F, C, FH, FW = W.shape
    OH, OW = out_grad.shape[2:]
    win = sliding_window_view(X, (FH, FW), axis=(2, 3))
    win = win[:, :, ::stride[0], ::stride[1]][:, :, :OH, :OW]
    col = win.transpose(0, 2, 3, 1, 4, 5).reshape(-1, C * FH * FW)
    g = out_grad.reshape(F, -1)
    return (g @ col).reshape(F, C, FH, FW)
