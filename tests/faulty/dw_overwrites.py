# fault: convolution2D_backward_filter: each output position overwrites dW instead of adding to it
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    dW = np.zeros(W.shape, dtype=W.dtype)
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            a, b = i * stride[0], j * stride[1]
            patch = X[:, :, a:a + W.shape[2], b:b + W.shape[3]]
            dW = np.tensordot(out_grad[:, :, i, j], patch, axes=(0, 0))
    return dW
