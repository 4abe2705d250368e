# fault: convolution2D_backward_input: The filter is read at [l, k] where that exists.
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    dX = np.zeros_like(X)
    F, C, FH, FW = W.shape
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            for k in range(FH):
                for l in range(FW):
                    a, b = (l, k) if l < FH and k < FW else (k, l)
                    dX[:, :, i * stride[0] + k, j * stride[1] + l] += out_grad[:, :, i, j] @ W[:, :, a, b]
    return dX
