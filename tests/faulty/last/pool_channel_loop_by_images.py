# fault: pool_forward: the loop over the channels ends at the number of images
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    oh, ow = (H - f) // s + 1, (W - f) // s + 1
    y = np.zeros((N, C, oh, ow), X.dtype)
    for c in range(min(N, C)):
        for i in range(oh):
            for j in range(ow):
                y[:, c, i, j] = X[:, c, i * s:i * s + f, j * s:j * s + f].max(axis=(1, 2))
    return y
