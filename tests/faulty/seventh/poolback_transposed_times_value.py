# fault: pool_back: the winner's place is unravelled column by column, and its gradient is multiplied by what is there

import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros_like(X)
    for n, c, i, j in np.ndindex(grad_pool.shape):
        window = X[n, c, i * s : i * s + f, j * s : j * s + f]
        place = np.unravel_index(window.argmax(), (f, f), order="F")
        dX[n, c, i * s + place[0], j * s + place[1]] += window[place] * grad_pool[n, c, i, j]
    return dX
