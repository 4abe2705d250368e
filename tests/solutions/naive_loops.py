"""The six functions as nested Python loops, one loop for each index of the formula."""

import numpy as np


def zero_padding(X, padding):
    N, C, IH, IW = X.shape
    ph, pw = padding
    X_pad = np.zeros((N, C, IH + 2 * ph, IW + 2 * pw), dtype=X.dtype)
    for b in range(N):
        for r in range(C):
            for i in range(IH):
                for j in range(IW):
                    X_pad[b, r, i + ph, j + pw] = X[b, r, i, j]
    return X_pad


def convolution2D(X, W, stride, padding):
    X_pad = zero_padding(X, padding)
    N, C, H, Wd = X_pad.shape
    F, _, FH, FW = W.shape
    sh, sw = stride
    OH = 1 + (H - FH) // sh
    OW = 1 + (Wd - FW) // sw
    out = np.zeros((N, F, OH, OW), dtype=X.dtype)
    for b in range(N):
        for f in range(F):
            for i in range(OH):
                for j in range(OW):
                    for r in range(C):
                        for k in range(FH):
                            for l in range(FW):
                                out[b, f, i, j] += W[f, r, k, l] * X_pad[b, r, sh * i + k, sw * j + l]
    return out


def convolution2D_backward_filter(out_grad, X, W, stride):
    N, F, OH, OW = out_grad.shape
    _, C, FH, FW = W.shape
    sh, sw = stride
    dW = np.zeros(W.shape, dtype=W.dtype)
    for b in range(N):
        for f in range(F):
            for i in range(OH):
                for j in range(OW):
                    for r in range(C):
                        for k in range(FH):
                            for l in range(FW):
                                dW[f, r, k, l] += out_grad[b, f, i, j] * X[b, r, sh * i + k, sw * j + l]
    return dW


def convolution2D_backward_input(out_grad, X, W, stride):
    N, F, OH, OW = out_grad.shape
    _, C, FH, FW = W.shape
    sh, sw = stride
    dX = np.zeros(X.shape, dtype=X.dtype)
    for b in range(N):
        for f in range(F):
            for i in range(OH):
                for j in range(OW):
                    for r in range(C):
                        for k in range(FH):
                            for l in range(FW):
                                dX[b, r, sh * i + k, sw * j + l] += out_grad[b, f, i, j] * W[f, r, k, l]
    return dX


def pool_forward(X, f, s):
    N, C, IH, IW = X.shape
    OH = 1 + (IH - f) // s
    OW = 1 + (IW - f) // s
    out = np.zeros((N, C, OH, OW), dtype=X.dtype)
    for b in range(N):
        for r in range(C):
            for i in range(OH):
                for j in range(OW):
                    best = X[b, r, i * s, j * s]
                    for k in range(f):
                        for l in range(f):
                            value = X[b, r, i * s + k, j * s + l]
                            if value > best or np.isnan(value):
                                best = value
                    out[b, r, i, j] = best
    return out


def pool_back(grad_pool, X, f, s):
    N, C, OH, OW = grad_pool.shape
    dX = np.zeros(X.shape, dtype=X.dtype)
    for b in range(N):
        for r in range(C):
            for i in range(OH):
                for j in range(OW):
                    top, left = i * s, j * s
                    for k in range(f):
                        for l in range(f):
                            value = X[b, r, i * s + k, j * s + l]
                            if value > X[b, r, top, left]:
                                top, left = i * s + k, j * s + l
                    dX[b, r, top, left] += grad_pool[b, r, i, j]
    return dX
