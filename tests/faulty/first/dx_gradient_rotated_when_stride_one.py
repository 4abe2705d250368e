# fault: convolution2D_backward_input: with stride 1 the filter is not flipped in the full correlation
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    dX = np.zeros_like(X)
    kh, kw = W.shape[2:]
    if tuple(stride) == (1, 1):
        W = W[:, :, ::-1, ::-1]
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            a, b = i * stride[0], j * stride[1]
            dX[:, :, a:a + kh, b:b + kw] += np.tensordot(out_grad[:, :, i, j], W, ([1], [0]))
    return dX
