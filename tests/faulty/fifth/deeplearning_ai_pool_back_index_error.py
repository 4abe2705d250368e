# dialect: deeplearning_ai
# fault: pool_backward: dA is read at (vert_start, horiz_start) instead of (h, w), which raises IndexError with a stride

import numpy as np


def pool_forward(A_prev, hparameters, mode="max"):
    f, stride = hparameters["f"], hparameters["stride"]
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    n_H, n_W = (n_H_prev - f) // stride + 1, (n_W_prev - f) // stride + 1
    A = np.zeros((m, n_H, n_W, n_C))
    for h in range(n_H):
        for w in range(n_W):
            part = A_prev[:, h * stride:h * stride + f, w * stride:w * stride + f]
            A[:, h, w] = part.max(axis=(1, 2)) if mode == "max" else part.mean(axis=(1, 2))
    return A, (A_prev, hparameters)


def pool_backward(dA, cache, mode="max"):
    A_prev, hparameters = cache
    f, stride = hparameters["f"], hparameters["stride"]
    dA_prev = np.zeros(A_prev.shape)
    m, n_H, n_W, n_C = dA.shape
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    vert_start, horiz_start = h * stride, w * stride
                    part = A_prev[i, vert_start:vert_start + f, horiz_start:horiz_start + f, c]
                    da = dA[i, vert_start, horiz_start, c]
                    if mode == "max":
                        mask = part == np.max(part)
                        dA_prev[i, vert_start:vert_start + f, horiz_start:horiz_start + f, c] += mask * da
                    else:
                        share = np.ones((f, f)) * da / (f * f)
                        dA_prev[i, vert_start:vert_start + f, horiz_start:horiz_start + f, c] += share
    return dA_prev
