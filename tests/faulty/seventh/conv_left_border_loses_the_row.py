# fault: convolution2D: at a column left of the image the loop over the filter's columns is left, not continued

import numpy as np


def convolution2D(X, W, stride, padding):
    N, C, H, L = X.shape
    F, _, KH, KW = W.shape
    (sh, sw), (ph, pw) = stride, padding
    OH, OW = (H + 2 * ph - KH) // sh + 1, (L + 2 * pw - KW) // sw + 1
    out = np.zeros((N, F, OH, OW), X.dtype)
    for i in range(OH):
        for j in range(OW):
            for k in range(KH):
                y = i * sh + k - ph
                if y < 0 or y >= H:
                    continue
                for m in range(KW):
                    x = j * sw + m - pw
                    if x < 0 or x >= L:
                        break
                    out[:, :, i, j] += X[:, :, y, x] @ W[:, :, k, m].T
    return out
