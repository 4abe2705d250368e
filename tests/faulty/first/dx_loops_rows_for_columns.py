# fault: convolution2D_backward_input: the loop over the columns of out_grad runs over its rows
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    dX = np.zeros_like(X)
    kh, kw = W.shape[2:]
    n, f, oh, ow = out_grad.shape
    for i in range(oh):
        for j in range(min(oh, ow)):
            a, b = i * stride[0], j * stride[1]
            dX[:, :, a:a + kh, b:b + kw] += np.tensordot(out_grad[:, :, i, j], W, ([1], [0]))
    return dX
