# dialect: functional
# fault: avg_pool2d: windows are averaged over their rows alone, the columns are added up
# fault: avg_pool2d: without a stride the windows move by one pixel

import numpy as np


def two(v):
    return (v, v) if isinstance(v, int) else tuple(v)


def avg_pool2d(input, kernel_size, stride=None):
    kh, kw = two(kernel_size)
    sh, sw = (1, 1) if stride is None else two(stride)
    N, C, H, W = input.shape
    oh, ow = (H - kh) // sh + 1, (W - kw) // sw + 1
    out = np.zeros((N, C, oh, ow), input.dtype)
    for k in range(kh):
        for m in range(kw):
            out += input[:, :, k:k + sh * (oh - 1) + 1:sh, m:m + sw * (ow - 1) + 1:sw]
    return out / kh
