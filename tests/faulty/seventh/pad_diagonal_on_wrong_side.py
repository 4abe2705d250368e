# fault: zero_padding: the diagonal of the matrix for the columns is on the wrong side

import numpy as np


def zero_padding(X, padding):
    """Embed the small lattice into the larger one: Y = L X R^T."""
    ph, pw = padding
    H, W = X.shape[2:]
    L = np.eye(H + 2 * ph, H, k=-ph, dtype=X.dtype)
    R = np.eye(W + 2 * pw, W, k=pw, dtype=X.dtype)
    return np.einsum("ai,ncij,bj->ncab", L, X, R)


