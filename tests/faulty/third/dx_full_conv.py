# fault: convolution2D_backward_input: The filters are not turned by 180 degrees in the full convolution.
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D_backward_input(out_grad, X, W, stride):
    N, F, OH, OW = out_grad.shape
    _, C, IH, IW = X.shape
    FH, FW = W.shape[-2:]
    sh, sw = stride
    G = np.zeros((N, F, IH + FH - 1, IW + FW - 1), dtype=out_grad.dtype)
    G[:, :, FH - 1:FH - 1 + sh * (OH - 1) + 1:sh, FW - 1:FW - 1 + sw * (OW - 1) + 1:sw] = out_grad
    win = sliding_window_view(G, (FH, FW), axis=(2, 3))
    return np.einsum("bfyxkl,fckl->bcyx", win, W)
