# fault: convolution2D_backward_filter: the mean over the rows of out_grad
# fault: convolution2D_backward_filter: the result is always float64
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    dW = np.zeros(W.shape)
    kh, kw = W.shape[2:]
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            a, b = i * stride[0], j * stride[1]
            dW += np.tensordot(out_grad[:, :, i, j], X[:, :, a:a + kh, b:b + kw], ([0], [0]))
    return dW / out_grad.shape[2]
