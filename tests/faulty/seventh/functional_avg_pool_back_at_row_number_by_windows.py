# dialect: functional
# fault: avg_pool2d_backward: the columns of a window begin at the number of its row; the gradient is divided by the number of windows

import numpy as np


def pair(number):
    return (number, number) if np.isscalar(number) else tuple(number)


def avg_pool2d_backward(grad_output, input, kernel_size, stride=None, padding=0):
    (kh, kw), (ph, pw) = pair(kernel_size), pair(padding)
    sh, sw = pair(kernel_size if stride is None else stride)
    N, C, H, W = input.shape
    OH, OW = grad_output.shape[2:]
    dX = np.zeros((N, C, H + 2 * ph, W + 2 * pw), input.dtype)
    for i in range(OH):
        for j in range(OW):
            share = np.ones((kh, kw)) * grad_output[:, :, i : i + 1, j : j + 1] / (OH * OW)
            dX[:, :, i * sh : i * sh + kh, i * sw : i * sw + kw] += share
    return dX[:, :, ph : ph + H, pw : pw + W].copy()
