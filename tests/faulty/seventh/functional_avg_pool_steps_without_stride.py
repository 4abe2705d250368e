# dialect: functional
# fault: avg_pool2d: without a stride the windows are one pixel apart, and what is cut off behind the image is not counted

import numpy as np


def pair(number):
    return (number, number) if np.isscalar(number) else tuple(number)


def avg_pool2d(input, kernel_size, stride=None, padding=0):
    (kh, kw), (ph, pw) = pair(kernel_size), pair(padding)
    sh, sw = pair(1 if stride is None else stride)
    N, C, H, W = input.shape
    rows, columns = (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1
    out = np.empty((N, C, rows, columns), input.dtype)
    for i in range(rows):
        top, bottom = i * sh - ph, min(i * sh - ph + kh, H)
        for j in range(columns):
            left, right = j * sw - pw, min(j * sw - pw + kw, W)
            window = input[:, :, max(top, 0) : bottom, max(left, 0) : right]
            out[:, :, i, j] = window.sum(axis=(2, 3)) / ((bottom - top) * (right - left))
    return out
