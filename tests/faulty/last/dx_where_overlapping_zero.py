# fault: convolution2D_backward_input: pixels that several windows read get nothing
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    dX, hits = np.zeros_like(X), np.zeros(X.shape[2:])
    kh, kw = W.shape[2:]
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            a, b = i * stride[0], j * stride[1]
            hits[a:a + kh, b:b + kw] += 1
            dX[:, :, a:a + kh, b:b + kw] += np.tensordot(out_grad[:, :, i, j], W, ([1], [0]))
    dX[..., hits > 1] = 0
    return dX
