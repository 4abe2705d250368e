# dialect: deeplearning_ai
# fault: pool_backward: dA is read at (h*stride, w*stride) instead of (h, w)

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
                    v, z = h * stride, w * stride
                    given = dA[i, v % n_H, z % n_W, c]
                    part = A_prev[i, v:v + f, z:z + f, c]
                    if mode == "max":
                        dA_prev[i, v:v + f, z:z + f, c] += (part == part.max()) * given
                    else:
                        dA_prev[i, v:v + f, z:z + f, c] += given / (f * f)
    return dA_prev
