# dialect: functional
# fault: avg_pool2d_backward: the gradient is divided by the window's height and multiplied by its width, for want of brackets

import numpy as np


def pair(number):
    return (number, number) if np.isscalar(number) else tuple(number)


def avg_pool2d_backward(grad_output, input, kernel_size, stride=None, padding=0):
    (kh, kw), (ph, pw) = pair(kernel_size), pair(padding)
    sh, sw = pair(kernel_size if stride is None else stride)
    N, C, H, W = input.shape
    dX = np.zeros((N, C, H + 2 * ph, W + 2 * pw), input.dtype)
    for i in range(grad_output.shape[2]):
        for j in range(grad_output.shape[3]):
            share = grad_output[:, :, i : i + 1, j : j + 1] / kh * kw
            dX[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += share
    return dX[:, :, ph : ph + H, pw : pw + W].copy()
