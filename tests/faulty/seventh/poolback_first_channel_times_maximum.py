# fault: pool_back: the winners of the first channel get the gradient times the maximum, in all channels

import numpy as np

def pool_back(grad_pool, X, f, s):
    N, C, OH, OW = grad_pool.shape
    dX = np.zeros_like(X)
    for n in range(N):
        for i in range(OH):
            for j in range(OW):
                r, q = i * s, j * s
                for c in range(C):
                    win = X[n, 0, r:r+f, q:q+f]
                    a, b = divmod(int(np.argmax(win)), f)
                    mask = np.zeros((f, f), dtype=X.dtype)
                    mask[a, b] = win[a, b]
                    dX[n, c, r:r+f, q:q+f] += mask * grad_pool[n, c, i, j]
    return dX
