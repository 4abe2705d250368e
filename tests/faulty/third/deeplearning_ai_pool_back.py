# dialect: deeplearning_ai
# fault: pool_backward: With "average" the gradient is divided by f instead of f times f.
# fault: pool_backward: The maximum is looked for in the first image for all images.
import numpy as np


def pool_forward(A_prev, hparameters, mode="max"):
    f, stride = hparameters["f"], hparameters["stride"]
    m, H, W, n_C = A_prev.shape
    n_H, n_W = (H - f) // stride + 1, (W - f) // stride + 1
    A = np.zeros((m, n_H, n_W, n_C))
    op = np.max if mode == "max" else np.mean
    for h in range(n_H):
        for w in range(n_W):
            A[:, h, w] = op(A_prev[:, h * stride:h * stride + f, w * stride:w * stride + f], axis=(1, 2))
    return A, (A_prev, hparameters)


def pool_backward(dA, cache, mode="max"):
    A_prev, hparameters = cache
    f, stride = hparameters["f"], hparameters["stride"]
    m, n_H, n_W, n_C = dA.shape
    dA_prev = np.zeros(A_prev.shape)
    for i in range(m):
        a_prev = A_prev[0]
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    v, u = h * stride, w * stride
                    if mode == "max":
                        part = a_prev[v:v + f, u:u + f, c]
                        y, x = np.unravel_index(np.argmax(part), part.shape)
                        dA_prev[i, v + y, u + x, c] += dA[i, h, w, c]
                    else:
                        dA_prev[i, v:v + f, u:u + f, c] += dA[i, h, w, c] / f
    return dA_prev
