# dialect: deeplearning_ai
# fault: pool_forward: the average is taken over all channels together
# fault: pool_forward: the stride is read from hparameters["f"]

import numpy as np


def pool_forward(A_prev, hparameters, mode="max"):
    (m, n_H_prev, n_W_prev, n_C_prev) = A_prev.shape
    f = hparameters["f"]
    stride = hparameters["f"]
    n_H = 1 + (n_H_prev - f) // stride
    n_W = 1 + (n_W_prev - f) // stride
    n_C = n_C_prev
    A = np.zeros((m, n_H, n_W, n_C), dtype=A_prev.dtype)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                a_slice = A_prev[i, h * stride:h * stride + f, w * stride:w * stride + f]
                for c in range(n_C):
                    if mode == "max":
                        A[i, h, w, c] = np.max(a_slice[:, :, c])
                    elif mode == "average":
                        A[i, h, w, c] = np.mean(a_slice)
    return A, (A_prev, hparameters)


def pool_backward(dA, cache, mode="max"):
    (A_prev, hparameters) = cache
    f, stride = hparameters["f"], hparameters["stride"]
    dA_prev = np.zeros_like(A_prev)
    for i, h, w, c in np.ndindex(dA.shape):
        v, u = h * stride, w * stride
        if mode == "max":
            r, q = divmod(A_prev[i, v:v + f, u:u + f, c].argmax(), f)
            dA_prev[i, v + r, u + q, c] += dA[i, h, w, c]
        else:
            dA_prev[i, v:v + f, u:u + f, c] += dA[i, h, w, c] / (f * f)
    return dA_prev
