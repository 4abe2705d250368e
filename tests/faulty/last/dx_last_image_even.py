# fault: convolution2D_backward_input: the images from the third on get nothing
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    dX = np.zeros_like(X)
    kh, kw = W.shape[2:]
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            a, b = i * stride[0], j * stride[1]
            dX[:2, :, a:a + kh, b:b + kw] += np.tensordot(out_grad[:2, :, i, j], W, ([1], [0]))
    return dX
