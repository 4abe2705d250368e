# fault: pool_forward: the search for the largest value begins at 0, so a window of negative values gives 0

import numpy as np


def pool_forward(X, f, s):
    n, c, h, w = X.shape
    oh, ow = 1 + (h - f) // s, 1 + (w - f) // s
    pooled = np.zeros((n, c, oh, ow), dtype=X.dtype)
    for b in range(n):
        for ch in range(c):
            for i in range(oh):
                for j in range(ow):
                    m = 0
                    for k in range(f):
                        for l in range(f):
                            m = np.maximum(m, X[b, ch, i * s + k, j * s + l])
                    pooled[b, ch, i, j] = m
    return pooled
