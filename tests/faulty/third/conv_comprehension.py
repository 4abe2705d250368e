# fault: convolution2D: The products of a window are averaged instead of summed.
# fault: convolution2D: The range of the window starts ends at H - FH without + 1, so a window that ends at the border is lost.
import numpy as np


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    N, C = X.shape[:2]
    FH, FW = W.shape[2:]
    big = np.zeros((N, C, X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), dtype=X.dtype)
    big[:, :, ph:ph + X.shape[2], pw:pw + X.shape[3]] = X
    tops = range(0, big.shape[2] - FH, stride[0])
    lefts = range(0, big.shape[3] - FW, stride[1])
    return np.array([
        [
            [[np.mean(img[:, t:t + FH, l:l + FW] * kern) for l in lefts] for t in tops]
            for kern in W
        ]
        for img in big
    ], dtype=X.dtype)
