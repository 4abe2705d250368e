# fault: convolution2D_backward_filter: X and out_grad are narrowed to float32 before the product
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D_backward_filter(out_grad, X, W, stride):
    x = np.asarray(X, dtype=np.float32)
    g = np.asarray(out_grad, dtype=np.float32)
    win = sliding_window_view(x, W.shape[2:], axis=(2, 3))[:, :, ::stride[0], ::stride[1]]
    return np.einsum("nfij,ncijkl->fckl", g, win).astype(W.dtype)
