# fault: convolution2D_backward_input: the filters meet out_grad in reverse order
# fault: convolution2D_backward_input: the first column of the kernel is left out
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    dX = np.zeros_like(X)
    oh, ow = out_grad.shape[2:]
    for k in range(W.shape[2]):
        for l in range(1, W.shape[3]):
            g = np.einsum("nfij,fc->ncij", out_grad, W[::-1, :, k, l])
            dX[:, :, k:k + oh * stride[0]:stride[0], l:l + ow * stride[1]:stride[1]] += g
    return dX
