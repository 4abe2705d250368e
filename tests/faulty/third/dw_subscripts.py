# fault: convolution2D_backward_filter: The last two letters of the einsum result are swapped, so every filter comes out transposed.
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    N, F, OH, OW = out_grad.shape
    F, C, FH, FW = W.shape
    a, b, c, d = X.strides
    view = np.lib.stride_tricks.as_strided(
        X, shape=(N, C, OH, OW, FH, FW), strides=(a, b, c * stride[0], d * stride[1], c, d), writeable=False)
    return np.einsum("bfij,brijkl->frlk", out_grad, view)
