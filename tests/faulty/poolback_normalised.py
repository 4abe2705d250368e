# fault: pool_back: the gradient of the winner is divided by the size of the window
import numpy as np


def pool_back(grad_pool, X, f, s):
    N, C, OH, OW = grad_pool.shape
    dX = np.zeros(X.shape, dtype=X.dtype)
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    win = X[n, c, i * s:i * s + f, j * s:j * s + f]
                    k, l = divmod(int(np.argmax(win)), f)
                    dX[n, c, i * s + k, j * s + l] += grad_pool[n, c, i, j] / f ** 2
    return dX
