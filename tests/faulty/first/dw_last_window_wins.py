# fault: convolution2D_backward_filter: each window overwrites the gradient of the windows before it
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    dW = np.zeros(W.shape, W.dtype)
    n, f, oh, ow = out_grad.shape
    kh, kw = W.shape[2:]
    for i in range(oh):
        for j in range(ow):
            win = X[:, :, i * stride[0]:i * stride[0] + kh, j * stride[1]:j * stride[1] + kw]
            dW = np.tensordot(out_grad[:, :, i, j], win, ([0], [0]))
    return dW
