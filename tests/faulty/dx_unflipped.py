# fault: convolution2D_backward_input: the full convolution uses the filter without rotating it
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    KH, KW = W.shape[2:]
    g = np.zeros((N, F, (OH - 1) * sh + 2 * KH - 1, (OW - 1) * sw + 2 * KW - 1), dtype=X.dtype)
    g[:, :, KH - 1:KH + (OH - 1) * sh:sh, KW - 1:KW + (OW - 1) * sw:sw] = out_grad
    win = sliding_window_view(g, (KH, KW), axis=(2, 3))
    covered = np.einsum("nfhwkl,fckl->nchw", win, W)
    dX = np.zeros_like(X)
    dX[:, :, :covered.shape[2], :covered.shape[3]] = covered
    return dX
