# fault: convolution2D_backward_input: every image gets the gradient of the first
# fault: convolution2D_backward_input: the last column of the filter is left out
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    dX = np.zeros_like(X)
    oh, ow = out_grad.shape[2:]
    for k in range(W.shape[2]):
        for l in range(W.shape[3] - 1):
            g = np.einsum("fij,fc->cij", out_grad[0], W[:, :, k, l])
            dX[:, :, k:k + oh * stride[0]:stride[0], l:l + ow * stride[1]:stride[1]] += g
    return dX
