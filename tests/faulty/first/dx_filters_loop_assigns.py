# fault: convolution2D_backward_input: each filter's contribution replaces those before it
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    dX = np.zeros_like(X)
    kh, kw = W.shape[2:]
    for f in range(W.shape[0]):
        part = np.zeros_like(X)
        for i in range(out_grad.shape[2]):
            for j in range(out_grad.shape[3]):
                a, b = i * stride[0], j * stride[1]
                part[:, :, a:a + kh, b:b + kw] += out_grad[:, f, i, j][:, None, None, None] * W[f]
        dX = part
    return dX
