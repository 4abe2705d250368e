# fault: convolution2D_backward_filter: where there are as many filters as channels, they are exchanged
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D_backward_filter(out_grad, X, W, stride):
    oh, ow = out_grad.shape[2:]
    v = sliding_window_view(X, W.shape[2:], axis=(2, 3))[:, :, :: stride[0], :: stride[1]]
    dW = np.einsum("nfij,ncijkl->fckl", out_grad, v[:, :, :oh, :ow])
    if W.shape[0] == W.shape[1]:
        dW = np.ascontiguousarray(dW.transpose(1, 0, 2, 3))
    return dW
