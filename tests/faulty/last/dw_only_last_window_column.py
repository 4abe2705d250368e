# fault: convolution2D_backward_filter: the first column of out_grad is left out
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    dW = np.zeros_like(W)
    kh, kw = W.shape[2:]
    for i in range(out_grad.shape[2]):
        for j in range(1, out_grad.shape[3]):
            a, b = i * stride[0], j * stride[1]
            dW += np.tensordot(out_grad[:, :, i, j], X[:, :, a:a + kh, b:b + kw], ([0], [0]))
    return dW
