# fault: pool_back: The comparison is >=, so the last of equal maxima gets the gradient.
# fault: pool_back: The search for the maximum starts at 0, so in a window of negative values the top left pixel gets the gradient.
import numpy as np


def pool_back(grad_pool, X, f, s):
    out = np.zeros(X.shape, dtype=X.dtype)
    for b in range(grad_pool.shape[0]):
        for c in range(grad_pool.shape[1]):
            for i in range(grad_pool.shape[2]):
                for j in range(grad_pool.shape[3]):
                    best = 0
                    bi, bj = i * s, j * s
                    for y in range(i * s, i * s + f):
                        for x in range(j * s, j * s + f):
                            v = X[b, c, y, x]
                            if v >= best or (np.isnan(v) and not np.isnan(best)):
                                best = v
                                bi, bj = y, x
                    out[b, c, bi, bj] += grad_pool[b, c, i, j]
    return out
