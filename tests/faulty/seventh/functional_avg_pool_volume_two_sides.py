# dialect: functional
# fault: avg_pool3d: divided by KH * KW, not by KD * KH * KW

import numpy as np


def _t(v): return (v,)*3 if np.isscalar(v) else tuple(v)


def avg_pool3d(input, kernel_size, stride=None, padding=0):
    k, s, p = map(_t, (kernel_size, stride or kernel_size, padding))
    x = np.pad(input, ((0,0),(0,0)) + tuple((q, q) for q in p))
    v = np.lib.stride_tricks.sliding_window_view(x, k, axis=(2,3,4))[:, :, ::s[0], ::s[1], ::s[2]]
    return v.sum(axis=(-1,-2,-3)) / (k[1]*k[2])
