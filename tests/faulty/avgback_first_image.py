# fault: avg_pool2d_backward: only the first image gets gradient
import numpy as np


def avg_pool2d_backward(out_grad, X, window, stride, padding):
    (sh, sw), (ph, pw) = stride, padding
    N, C, H, W = X.shape
    dX = np.zeros((N, C, H + 2 * ph, W + 2 * pw), X.dtype)
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            g = out_grad[:1, :, i:i + 1, j:j + 1] / window ** 2
            dX[:1, :, i * sh:i * sh + window, j * sw:j * sw + window] += g
    return dX[:, :, ph:ph + H, pw:pw + W].copy()
