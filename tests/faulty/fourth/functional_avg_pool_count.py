# dialect: functional
# fault: avg_pool2d: each window is divided by the number of its pixels that are not padding instead of by its size

import numpy as np


def _pair(v):
    return (int(v), int(v)) if np.isscalar(v) else tuple(v)


def avg_pool2d(input, kernel_size, stride=None, padding=0):
    kh, kw = _pair(kernel_size)
    sh, sw = (kh, kw) if stride is None else _pair(stride)
    ph, pw = _pair(padding)
    N, C, H, width = input.shape
    OH = (H + 2 * ph - kh) // sh + 1
    OW = (width + 2 * pw - kw) // sw + 1
    out = np.zeros((N, C, OH, OW), dtype=input.dtype)
    for i in range(OH):
        top, bottom = max(i * sh - ph, 0), min(i * sh - ph + kh, H)
        for j in range(OW):
            left, right = max(j * sw - pw, 0), min(j * sw - pw + kw, width)
            win = input[:, :, top:bottom, left:right]
            out[:, :, i, j] = win.mean(axis=(2, 3))
    return out
