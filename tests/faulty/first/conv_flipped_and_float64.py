# fault: convolution2D: the filter is flipped in both axes
# fault: convolution2D: the result is always float64
import numpy as np


def convolution2D(X, W, stride, padding):
    W = W[:, :, ::-1, ::-1]
    (sh, sw), (ph, pw) = stride, padding
    n, c, h, w = X.shape
    f, _, kh, kw = W.shape
    Xp = np.zeros((n, c, h + 2 * ph, w + 2 * pw), X.dtype)
    Xp[:, :, ph:ph + h, pw:pw + w] = X
    out = np.zeros((n, f, 1 + (h + 2 * ph - kh) // sh, 1 + (w + 2 * pw - kw) // sw))
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            patch = Xp[:, :, i * sh:i * sh + kh, j * sw:j * sw + kw]
            out[:, :, i, j] = np.tensordot(patch, W, ([1, 2, 3], [1, 2, 3]))
    return out
