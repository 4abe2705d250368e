# dialect: functional
# fault: avg_pool2d: without count_include_pad the padding behind the image counts in the divisor

import numpy as np
import math


def _two(v):
    if isinstance(v, (tuple, list)):
        return v
    return (v, v)


def _out(L, k, s, p, ceil):
    if not ceil:
        return (L + 2*p - k)//s + 1
    o = math.ceil((L + 2*p - k)/s) + 1
    if (o - 1)*s >= L + p:
        o -= 1
    return o


def avg_pool2d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None):
    kh, kw = _two(kernel_size)
    sh, sw = _two(stride if stride is not None else kernel_size)
    ph, pw = _two(padding)
    N, C, H, W = input.shape
    out = np.zeros((N, C, _out(H, kh, sh, ph, ceil_mode), _out(W, kw, sw, pw, ceil_mode)), dtype=input.dtype)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            h0, w0 = i*sh - ph, j*sw - pw
            h1, w1 = min(h0 + kh, H + ph), min(w0 + kw, W + pw)
            size = (h1 - h0)*(w1 - w0)
            h0, w0 = max(h0, 0), max(w0, 0)
            if not count_include_pad:
                size = (h1 - h0)*(w1 - w0)
            h1, w1 = min(h1, H), min(w1, W)
            if divisor_override:
                size = divisor_override
            out[:, :, i, j] = input[:, :, h0:h1, w0:w1].sum(axis=(2, 3)) / size
    return out
