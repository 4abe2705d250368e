# fault: convolution2D_backward_input: the loop over the images ends at the number of channels
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    dX = np.zeros_like(X)
    kh, kw = W.shape[2:]
    for n in range(min(X.shape[1], X.shape[0])):
        for i in range(out_grad.shape[2]):
            for j in range(out_grad.shape[3]):
                a, b = i * stride[0], j * stride[1]
                dX[n, :, a:a + kh, b:b + kw] += np.tensordot(out_grad[n, :, i, j], W, ([0], [0]))
    return dX
