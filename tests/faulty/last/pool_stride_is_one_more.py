# fault: pool_forward: the windows are one pixel too far apart, those that leave the image are cut
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    oh, ow = (H - f) // s + 1, (W - f) // s + 1
    y = np.zeros((N, C, oh, ow), X.dtype)
    for i in range(oh):
        for j in range(ow):
            win = X[:, :, i * (s + 1):i * (s + 1) + f, j * (s + 1):j * (s + 1) + f]
            if win.size:
                y[:, :, i, j] = win.max(axis=(2, 3))
    return y
