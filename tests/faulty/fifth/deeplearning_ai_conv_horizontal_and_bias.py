# dialect: deeplearning_ai
# fault: conv_forward: the horizontal start of a window is w, without the stride
# fault: conv_forward: all filters get the bias of the first

import numpy as np


def zero_pad(X, pad):
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)), "constant")


def conv_forward(A_prev, W, b, hparameters):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, f, n_C_prev, n_C = W.shape
    stride, pad = hparameters["stride"], hparameters["pad"]
    n_H = int((n_H_prev - f + 2 * pad) / stride) + 1
    n_W = int((n_W_prev - f + 2 * pad) / stride) + 1
    Z = np.zeros((m, n_H, n_W, n_C))
    A = zero_pad(A_prev, pad)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    part = A[i, h * stride:h * stride + f, w:w + f, :]
                    Z[i, h, w, c] = np.sum(part * W[..., c]) + float(b[0, 0, 0, 0])
    return Z, (A_prev, W, b, hparameters)
