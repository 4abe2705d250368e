# fault: pool_back: row and column of the winner are swapped within the window
# fault: pool_back: a pixel that wins several windows keeps only the last gradient

import numpy as np


def pool_back(grad_pool, X, f, s):
    N, C, GH, GW = grad_pool.shape
    dX = np.zeros_like(X)
    for b in range(N):
        for c in range(C):
            for i in range(GH):
                for j in range(GW):
                    win = X[b, c, i * s:i * s + f, j * s:j * s + f]
                    dx, dy = divmod(int(np.argmax(win)), f)
                    dX[b, c, i * s + dy, j * s + dx] = grad_pool[b, c, i, j]
    return dX
