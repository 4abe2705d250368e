# fault: pool_back: every pixel equal to the maximum gets the gradient, not only the first
# fault: pool_back: the gradient is multiplied by the value of the pixel

import numpy as np


def pool_back(grad_pool, X, f, s):
    out = np.zeros_like(X)
    n, ch, gh, gw = grad_pool.shape
    for b in range(n):
        for c in range(ch):
            for i in range(gh):
                for j in range(gw):
                    rows, cols = slice(i * s, i * s + f), slice(j * s, j * s + f)
                    win = X[b, c, rows, cols]
                    mask = win == np.max(win)
                    out[b, c, rows, cols] += np.where(mask, win * grad_pool[b, c, i, j], 0)
    return out
