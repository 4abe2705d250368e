# fault: convolution2D_backward_input: only the first filter counts
# fault: convolution2D_backward_input: the filter is flipped in both axes
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    dX = np.zeros_like(X)
    kh, kw = W.shape[2:]
    for n in range(X.shape[0]):
        for i in range(out_grad.shape[2]):
            for j in range(out_grad.shape[3]):
                a, b = i * stride[0], j * stride[1]
                dX[n, :, a:a + kh, b:b + kw] += out_grad[n, 0, i, j] * W[0, :, ::-1, ::-1]
    return dX
