# fault: convolution2D_backward_input: contributions of the taps are assigned, the last tap wins
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    dX = np.zeros(X.shape, X.dtype)
    oh, ow = out_grad.shape[2:]
    for k in range(W.shape[2]):
        for l in range(W.shape[3]):
            g = np.einsum("nfij,fc->ncij", out_grad, W[:, :, k, l])
            dX[:, :, k:k + oh * stride[0]:stride[0], l:l + ow * stride[1]:stride[1]] = g
    return dX
