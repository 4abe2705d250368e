# fault: pool_forward: The output size is rounded up, so windows that stick out of the image are pooled too.
# fault: pool_forward: The columns of a window run over s instead of f positions.
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    oh = int(np.ceil((H - f) / s)) + 1
    ow = int(np.ceil((W - f) / s)) + 1
    out = np.full((N, C, oh, ow), -np.inf).astype(X.dtype)
    for i in range(oh):
        for j in range(ow):
            for y in range(i * s, min(i * s + f, H)):
                for x in range(j * s, min(j * s + s, W)):
                    out[:, :, i, j] = np.maximum(out[:, :, i, j], X[:, :, y, x])
    return out
