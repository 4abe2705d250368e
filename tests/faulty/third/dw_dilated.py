# fault: convolution2D_backward_filter: The result of the convolution with the dilated gradient is not cut to FH by FW, so it is too large when the stride leaves pixels over.
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D_backward_filter(out_grad, X, W, stride):
    N, F, OH, OW = out_grad.shape
    sh, sw = stride
    dil = np.zeros((N, F, sh * (OH - 1) + 1, sw * (OW - 1) + 1), dtype=out_grad.dtype)
    dil[:, :, ::sh, ::sw] = out_grad
    win = sliding_window_view(X, dil.shape[2:], axis=(2, 3))
    full = np.tensordot(dil, win, axes=([0, 2, 3], [0, 4, 5]))
    return full
