# fault: pool_forward: values go through float32
# fault: pool_forward: the last column of windows stays zero

import numpy as np


def pool_forward(X, f, s):
    x = X.astype("float32")
    N, C, H, W = x.shape
    oh, ow = (H - f) // s + 1, (W - f) // s + 1
    out = np.zeros((N, C, oh, ow), "float32")
    for i in range(oh):
        for j in range(ow - 1):
            out[:, :, i, j] = x[:, :, i * s:i * s + f, j * s:j * s + f].max((2, 3))
    return out.astype(X.dtype)
