# fault: convolution2D_backward_filter: The sum over the images is divided by their number.
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    win = sliding_window_view(X, W.shape[2:], axis=(2, 3))[:, :, ::sh, ::sw]
    dW = np.einsum("nfij,ncijkl->fckl", out_grad, win)
    return dW / N
