# fault: convolution2D_backward_filter: correlates with the dilated out_grad and forgets to crop when windows do not tile
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    g = np.zeros((N, F, (OH - 1) * sh + 1, (OW - 1) * sw + 1), dtype=X.dtype)
    g[:, :, ::sh, ::sw] = out_grad
    win = sliding_window_view(X, g.shape[2:], axis=(2, 3))
    return np.einsum("ncklij,nfij->fckl", win, g)
