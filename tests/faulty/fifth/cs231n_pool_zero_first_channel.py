# dialect: cs231n
# fault: max_pool_forward_naive: the largest value so far starts at 0
# fault: max_pool_forward_naive: the first channel is pooled for all

import numpy as np


def max_pool_forward_naive(x, pool_param):
    hh, ww, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    N, C, H, W = x.shape
    out = np.zeros((N, C, 1 + (H - hh) // s, 1 + (W - ww) // s))
    for n in range(N):
        for c in range(C):
            for i in range(out.shape[2]):
                for j in range(out.shape[3]):
                    for a in range(hh):
                        for b in range(ww):
                            v = x[n, 0, i * s + a, j * s + b]
                            if v > out[n, c, i, j]:
                                out[n, c, i, j] = v
    return out, (x, pool_param)
