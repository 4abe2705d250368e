# fault: convolution2D_backward_input: = for += between the taps
# fault: convolution2D_backward_input: the mean over the filters
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    dX = np.zeros_like(X)
    oh, ow = out_grad.shape[2:]
    for k in range(W.shape[2]):
        for l in range(W.shape[3]):
            g = np.einsum("nfij,fc->ncij", out_grad, W[:, :, k, l]) / len(W)
            dX[:, :, k:k + oh * stride[0]:stride[0], l:l + ow * stride[1]:stride[1]] = g
    return dX
