# fault: pool_forward: returns after the first channel of the first image
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    oh, ow = (H - f) // s + 1, (W - f) // s + 1
    y = np.zeros((N, C, oh, ow), X.dtype)
    for n in range(N):
        for c in range(C):
            for i in range(oh):
                for j in range(ow):
                    y[n, c, i, j] = X[n, c, i * s:i * s + f, j * s:j * s + f].max()
            return y
