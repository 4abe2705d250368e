# fault: convolution2D: patches are flattened in column-major order, filters in row-major order

import numpy as np


def zero_padding(X, padding):
    n, c, h, w = X.shape
    Y = np.zeros((n, c, h + 2 * padding[0], w + 2 * padding[1]), dtype=X.dtype)
    Y[:, :, padding[0]:padding[0] + h, padding[1]:padding[1] + w] = X
    return Y


def im2col(A, kh, kw, sh, sw):
    # A is (C, H, W); every column holds one patch, A(:) like in MATLAB
    C, H, W = A.shape
    rows = np.arange(0, H - kh + 1, sh)
    cols = np.arange(0, W - kw + 1, sw)
    B = np.zeros((C * kh * kw, rows.size * cols.size), dtype=A.dtype)
    k = 0
    for c in cols:
        for r in rows:
            B[:, k] = A[:, r:r + kh, c:c + kw].flatten(order='F')
            k = k + 1
    return B, rows.size, cols.size


def convolution2D(X, W, stride, padding):
    Xp = zero_padding(X, padding)
    F, C, kh, kw = W.shape
    Wmat = W.reshape(F, C * kh * kw)
    out = []
    for n in range(X.shape[0]):
        B, oh, ow = im2col(Xp[n], kh, kw, stride[0], stride[1])
        Y = Wmat @ B
        out.append(Y.reshape((F, oh, ow), order='F'))
    return np.stack(out)
