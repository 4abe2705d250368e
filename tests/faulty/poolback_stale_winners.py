# fault: pool_back: the positions of the maxima are cached by shape
import numpy as np

_winners = {}


def pool_back(grad_pool, X, f, s):
    key = (X.shape, grad_pool.shape, f, s)
    if key not in _winners:
        at = np.zeros(grad_pool.shape, dtype=int)
        for n, c, i, j in np.ndindex(*grad_pool.shape):
            at[n, c, i, j] = np.argmax(X[n, c, i * s:i * s + f, j * s:j * s + f])
        _winners[key] = at
    dX = np.zeros(X.shape, dtype=X.dtype)
    for (n, c, i, j), flat in np.ndenumerate(_winners[key]):
        dX[n, c, i * s + flat // f, j * s + flat % f] += grad_pool[n, c, i, j]
    return dX
