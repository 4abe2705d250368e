# fault: convolution2D_backward_input: the loop over the channels runs over the filters
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    dX = np.zeros_like(X)
    F, C, KH, KW = W.shape
    for c in range(F):
        if c >= C:
            break
        for f in range(F):
            for i in range(out_grad.shape[2]):
                for j in range(out_grad.shape[3]):
                    a, b = i * stride[0], j * stride[1]
                    dX[:, c, a:a + KH, b:b + KW] += out_grad[:, f, i, j, None, None] * W[f, c]
    return dX
