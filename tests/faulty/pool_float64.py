# fault: pool_forward: builds a list of lists of Python floats, which becomes float64
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    out = []
    for n in range(N):
        for c in range(C):
            for i in range(0, H - f + 1, s):
                for j in range(0, W - f + 1, s):
                    out.append(float(X[n, c, i:i + f, j:j + f].max()))
    return np.array(out).reshape(N, C, 1 + (H - f) // s, 1 + (W - f) // s)
