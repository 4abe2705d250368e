# fault: convolution2D_backward_filter: the mean over the windows is taken instead of the sum
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D_backward_filter(out_grad, X, W, stride):
    oh, ow = out_grad.shape[2:]
    v = sliding_window_view(X, W.shape[2:], axis=(2, 3))[:, :, :: stride[0], :: stride[1]]
    full = np.einsum("nfij,ncijkl->fckl", out_grad, v[:, :, :oh, :ow])
    return full / W.dtype.type(oh * ow)
