# fault: convolution2D_backward_filter: the loop over the kernel's columns ends at its rows
# fault: convolution2D_backward_filter: the filters come in reverse order
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    dW = np.zeros_like(W)
    oh, ow = out_grad.shape[2:]
    for k in range(W.shape[2]):
        for l in range(min(W.shape[2], W.shape[3])):
            part = X[:, :, k:k + oh * stride[0]:stride[0], l:l + ow * stride[1]:stride[1]][:, :, :oh, :ow]
            dW[:, :, k, l] = np.einsum("nfij,ncij->fc", out_grad[:, ::-1], part)
    return dW
