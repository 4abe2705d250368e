# fault: convolution2D_backward_filter: the gradient is flipped in both axes
# fault: convolution2D_backward_filter: divided by the number of images
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    dW = np.zeros_like(W)
    n, f, oh, ow = out_grad.shape
    kh, kw = W.shape[2:]
    for k in range(kh):
        for l in range(kw):
            part = X[:, :, k:k + oh * stride[0]:stride[0], l:l + ow * stride[1]:stride[1]][:, :, :oh, :ow]
            dW[:, :, kh - 1 - k, kw - 1 - l] = np.einsum("nfij,ncij->fc", out_grad, part)
    return dW / W.dtype.type(n)
