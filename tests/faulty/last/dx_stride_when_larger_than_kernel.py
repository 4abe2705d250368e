# fault: convolution2D_backward_input: with stride above 1 the windows are placed one pixel too far right
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    dX = np.zeros((*X.shape[:3], X.shape[3] + 1), X.dtype)
    kh, kw = W.shape[2:]
    off = 1 if max(stride) > 1 else 0
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            a, b = i * stride[0], j * stride[1] + off
            dX[:, :, a:a + kh, b:b + kw] += np.tensordot(out_grad[:, :, i, j], W, ([1], [0]))
    return dX[..., :-1].copy()
