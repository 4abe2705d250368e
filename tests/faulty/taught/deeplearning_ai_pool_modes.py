# dialect: deeplearning_ai
# fault: pool_forward: The two modes are exchanged.
import numpy as np


def pool_forward(A_prev, hparameters, mode="max"):
    f, s = hparameters["f"], hparameters["stride"]
    m, H, W, C = A_prev.shape
    nh, nw = 1 + (H - f) // s, 1 + (W - f) // s
    A = np.zeros((m, nh, nw, C), A_prev.dtype)
    for h in range(nh):
        for w in range(nw):
            box = A_prev[:, h * s:h * s + f, w * s:w * s + f]
            A[:, h, w] = box.mean(axis=(1, 2)) if mode == "max" else box.max(axis=(1, 2))
    return A, (A_prev, hparameters)
