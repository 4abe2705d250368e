# dialect: functional
# fault: avg_pool2d: The sum of a window is divided by the number of its real pixels, so the zeros of the padding do not count.
import numpy as np


def _pair(v):
    return (v, v) if np.isscalar(v) else tuple(v)


def avg_pool2d(input, kernel_size, stride=None, padding=0):
    kh, kw = _pair(kernel_size)
    sh, sw = _pair(kernel_size if stride is None else stride)
    ph, pw = _pair(padding)
    n, c, h, w = input.shape
    oh = (h + 2 * ph - kh) // sh + 1
    ow = (w + 2 * pw - kw) // sw + 1
    out = np.zeros((n, c, oh, ow), dtype=input.dtype)
    for i in range(oh):
        y0, y1 = max(i * sh - ph, 0), min(i * sh - ph + kh, h)
        for j in range(ow):
            x0, x1 = max(j * sw - pw, 0), min(j * sw - pw + kw, w)
            total = input[:, :, y0:y1, x0:x1].sum(axis=(2, 3))
            out[:, :, i, j] = total / ((y1 - y0) * (x1 - x0))
    return out
