# fault: convolution2D_backward_input: the loops over rows and columns of windows have each other's length
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    dX = np.zeros_like(X)
    kh, kw = W.shape[2:]
    n, f, oh, ow = out_grad.shape
    for i in range(min(ow, oh)):
        for j in range(min(oh, ow)):
            a, b = i * stride[0], j * stride[1]
            dX[:, :, a:a + kh, b:b + kw] += np.tensordot(out_grad[:, :, i, j], W, ([1], [0]))
    return dX
