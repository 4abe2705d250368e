# fault: pool_back: The place of the maximum is found in channel 0 and used for all channels.
# fault: pool_back: The result is as large as the windows reach, so pixels that no window covers are missing.
import numpy as np


def pool_back(grad_pool, X, f, s):
    N, C, GH, GW = grad_pool.shape
    dX = np.zeros((N, C, (GH - 1) * s + f, (GW - 1) * s + f), dtype=X.dtype)
    for b in range(N):
        for i in range(GH):
            for j in range(GW):
                for c in range(C):
                    win = X[b, 0, i * s:i * s + f, j * s:j * s + f]
                    k, l = np.unravel_index(win.argmax(), win.shape)
                    dX[b, c, i * s + k, j * s + l] += grad_pool[b, c, i, j]
    return dX
