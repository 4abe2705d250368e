# fault: pool_back: where the stride is larger than the window, windows are as wide as the stride

import numpy as np


def _first(w):
    N, C, k = w.shape
    mask = np.zeros_like(w)
    np.put_along_axis(mask, w.argmax(2)[..., None], 1, axis=2)
    return mask


def pool_back(grad_pool, X, f, s):
    N, C, OH, OW = grad_pool.shape
    dX = np.zeros_like(X)
    if s >= f:
        t = X[:, :, :OH*s, :OW*s].reshape(N, C, OH, s, OW, s)
        t = t.transpose(0, 1, 2, 4, 3, 5).reshape(N, C * OH * OW, s * s)
        m = _first(t) * grad_pool.reshape(N, -1, 1)
        m = m.reshape(N, C, OH, OW, s, s).transpose(0, 1, 2, 4, 3, 5)
        dX[:, :, :OH*s, :OW*s] = m.reshape(N, C, OH * s, OW * s)
        return dX
    for i in range(OH):
        for j in range(OW):
            w = X[:, :, i*s:i*s+f, j*s:j*s+f].reshape(N, C, f * f)
            m = _first(w) * grad_pool[:, :, i, j, None]
            dX[:, :, i*s:i*s+f, j*s:j*s+f] += m.reshape(N, C, f, f)
    return dX
