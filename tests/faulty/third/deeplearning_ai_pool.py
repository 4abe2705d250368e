# dialect: deeplearning_ai
# fault: pool_forward: The average divides the sum by the square of the stride instead of the square of the window.
# fault: pool_forward: The largest value is taken over all channels of the window instead of one.
import numpy as np


def pool_forward(A_prev, hparameters, mode="max"):
    m, H, W, n_C = A_prev.shape
    f = hparameters["f"]
    stride = hparameters["stride"]
    n_H = int(1 + (H - f) / stride)
    n_W = int(1 + (W - f) / stride)
    A = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    a_slice = A_prev[i, h * stride:h * stride + f, w * stride:w * stride + f]
                    if mode == "max":
                        A[i, h, w, c] = np.max(a_slice)
                    elif mode == "average":
                        A[i, h, w, c] = np.sum(a_slice[:, :, c]) / (stride * stride)
    cache = (A_prev, hparameters)
    return A, cache
