# fault: zero_padding: the image begins at row pw and column ph of a result of the right size
# fault: zero_padding: the result is float64, always

import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    N, C, H, W = X.shape
    out = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    for i in range(H):
        for j in range(W):
            r, c = i + pw, j + ph
            if r < out.shape[2] and c < out.shape[3]:
                out[:, :, r, c] = X[:, :, i, j]
    return out
