# fault: convolution2D_backward_filter: the stride is not used, windows are one pixel apart
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D_backward_filter(out_grad, X, W, stride):
    OH, OW = out_grad.shape[2:]
    win = sliding_window_view(X, W.shape[2:], axis=(2, 3))[:, :, :OH, :OW]
    return np.einsum("nfij,ncijkl->fckl", out_grad, win)
