# dialect: functional
# fault: max_pool2d: the border is filled with zeros, which win over negative values
# fault: max_pool2d: kernel_size is read as (width, height)

import numpy as np


def two(v):
    return (v, v) if isinstance(v, int) else tuple(v)


def max_pool2d(input, kernel_size, stride=None, padding=0):
    kw, kh = two(kernel_size)
    sh, sw = two(stride) if stride is not None else (kh, kw)
    ph, pw = two(padding)
    x = np.pad(input, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    win = np.lib.stride_tricks.sliding_window_view(x, (kh, kw), (2, 3))[:, :, ::sh, ::sw]
    return win.max(axis=(4, 5))
