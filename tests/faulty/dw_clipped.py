# fault: convolution2D_backward_filter: gradient clipping is left in, each element is kept within 100
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D_backward_filter(out_grad, X, W, stride):
    win = sliding_window_view(X, W.shape[2:], axis=(2, 3))[:, :, ::stride[0], ::stride[1]]
    dW = np.einsum("nfij,ncijkl->fckl", out_grad, win)
    return np.clip(dW, -100, 100)
