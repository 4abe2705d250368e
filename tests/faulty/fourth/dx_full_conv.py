# fault: convolution2D_backward_input: for the full convolution the filter is flipped over its rows only, not over its columns
# fault: convolution2D_backward_input: the gradients begin at column FH - 1 of the padded buffer instead of FW - 1

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    N, C, IH, IW = X.shape
    F, _, FH, FW = W.shape
    OH, OW = out_grad.shape[2:]
    buf = np.zeros((N, F, IH + FH - 1, IW + FW - 1), dtype=X.dtype)
    buf[:, :, FH - 1:FH + (OH - 1) * sh:sh, FH - 1:FH + (OW - 1) * sw:sw] = out_grad
    turned = W[:, :, ::-1]
    win = sliding_window_view(buf, (FH, FW), axis=(2, 3))
    return np.einsum("bfyxkl,fckl->bcyx", win, turned)
