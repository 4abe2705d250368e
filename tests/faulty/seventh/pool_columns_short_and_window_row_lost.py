# fault: pool_forward: the number of columns lacks its + 1
# fault: pool_forward: the last row of each window is not looked at

import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    out_h = (H - f) // s + 1
    out_w = (W - f) // s
    out = np.zeros((N, C, out_h, out_w), dtype=X.dtype)
    for n in range(N):
        for c in range(C):
            for i in range(out_h):
                for j in range(out_w):
                    vert_start = i * s
                    vert_end = i * s + f - 1
                    horiz_start = j * s
                    horiz_end = j * s + f
                    out[n, c, i, j] = np.max(X[n, c, vert_start:vert_end, horiz_start:horiz_end])
    return out
