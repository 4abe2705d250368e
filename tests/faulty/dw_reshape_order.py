# fault: convolution2D_backward_filter: out_grad is reshaped to (F, -1) without bringing F to the front
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D_backward_filter(out_grad, X, W, stride):
    N, F, OH, OW = out_grad.shape
    win = sliding_window_view(X, W.shape[2:], axis=(2, 3))[:, :, ::stride[0], ::stride[1]]
    cols = win.transpose(0, 2, 3, 1, 4, 5).reshape(N * OH * OW, -1)
    return (out_grad.reshape(F, -1) @ cols).reshape(W.shape)
