# fault: pool_forward: The output width is computed from the height of the image.
# fault: pool_forward: The maximum is taken over all channels together and given to each of them.
import numpy as np


def pool_forward(X, f, s):
    OH = 1 + (X.shape[2] - f) // s
    OW = 1 + (X.shape[2] - f) // s
    out = np.zeros(X.shape[:2] + (OH, OW), dtype=X.dtype)
    for b, image in enumerate(X):
        for i in range(OH):
            for j in range(OW):
                window = image[:, i * s:i * s + f, j * s:j * s + f]
                out[b, :, i, j] = np.max(window)
    return out
