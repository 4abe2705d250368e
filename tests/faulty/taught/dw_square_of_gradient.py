# fault: convolution2D_backward_filter: out_grad is squared.
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    win = np.lib.stride_tricks.sliding_window_view(X, W.shape[2:], axis=(2, 3))
    oh, ow = out_grad.shape[2:]
    win = win[:, :, ::sh, ::sw][:, :, :oh, :ow]
    return np.tensordot(out_grad * out_grad, win, axes=([0, 2, 3], [0, 2, 3])).astype(W.dtype)
