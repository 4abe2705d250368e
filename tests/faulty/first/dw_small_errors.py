# fault: convolution2D_backward_filter: everything is a thousandth too large
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D_backward_filter(out_grad, X, W, stride):
    oh, ow = out_grad.shape[2:]
    v = sliding_window_view(X, W.shape[2:], axis=(2, 3))[:, :, :: stride[0], :: stride[1]]
    return (np.einsum("nfij,ncijkl->fckl", out_grad, v[:, :, :oh, :ow]) * 1.001).astype(W.dtype)
