# fault: zero_padding: The planes are always taken from the first image, so every image of the batch is a copy of it.
# fault: zero_padding: All the columns of zeros go to the left and none to the right.
import numpy as np


def zero_padding(X, padding):
    (ph, pw) = padding
    N, C, H, W = X.shape
    res = np.zeros((N, C, H + 2 * ph, W + 2 * pw), dtype=X.dtype)
    for n in range(N):
        for c, plane in enumerate(X[0]):
            for r, row in enumerate(plane):
                res[n, c, ph + r, 2 * pw:] = row
    return res
