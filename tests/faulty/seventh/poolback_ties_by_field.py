# fault: pool_back: ties are told apart by 1e-9 a pixel, which float32 loses; a smaller grad_pool fails

import numpy as np


def pool_forward(X, f, s):
    # tropical semiring: max takes the place of the sum
    nx = (X.shape[2] - f) // s + 1
    ny = (X.shape[3] - f) // s + 1
    Z = np.full(X.shape[:2] + (nx, ny), -np.inf, dtype=X.dtype)
    for a in range(f):
        for b in range(f):
            np.maximum(Z, X[:, :, a:a + (nx - 1) * s + 1:s, b:b + (ny - 1) * s + 1:s], out=Z)
    return Z


def pool_back(grad_pool, X, f, s):
    nx, ny = grad_pool.shape[2:]
    H, W = X.shape[2:]
    # a weak symmetry-breaking field lifts degenerate maxima: earlier sites are a little higher
    field = 1e-9 * np.arange(H * W).reshape(H, W)
    E = (X - field).astype(X.dtype)
    dX = np.zeros_like(X)
    Z = pool_forward(E, f, s)
    for a in range(f):
        for b in range(f):
            cut = np.s_[:, :, a:a + (nx - 1) * s + 1:s, b:b + (ny - 1) * s + 1:s]
            hit = E[cut] == Z
            dX[cut] += np.where(hit, grad_pool, 0).astype(X.dtype)
    return dX
