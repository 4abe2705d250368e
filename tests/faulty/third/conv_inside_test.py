# fault: convolution2D: The test that a pixel is inside the image uses > 0 instead of >= 0, so the first row and the first column are left out.
import numpy as np


def convolution2D(X, W, stride, padding):
    N, C, IH, IW = X.shape
    F, _, FH, FW = W.shape
    sh, sw = stride
    ph, pw = padding
    OH = (IH + 2 * ph - FH) // sh + 1
    OW = (IW + 2 * pw - FW) // sw + 1
    out = np.zeros((N, F, OH, OW), dtype=X.dtype)
    for b in range(N):
        for f in range(F):
            for i in range(OH):
                for j in range(OW):
                    for k in range(FH):
                        for l in range(FW):
                            y = i * sh + k - ph
                            x = j * sw + l - pw
                            if 0 < y < IH and 0 < x < IW:
                                out[b, f, i, j] += np.dot(W[f, :, k, l], X[b, :, y, x])
    return out
