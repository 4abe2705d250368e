# fault: convolution2D_backward_filter: each column of out_grad overwrites the one before
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    kh, kw = W.shape[2:]
    oh, ow = out_grad.shape[2:]
    for j in range(ow):
        dW = np.zeros_like(W)
        for i in range(oh):
            a, b = i * stride[0], j * stride[1]
            dW += np.tensordot(out_grad[:, :, i, j], X[:, :, a:a + kh, b:b + kw], ([0], [0]))
    return dW
