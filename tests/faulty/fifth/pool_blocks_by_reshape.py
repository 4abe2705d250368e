# fault: pool_forward: the image is cut into f x f blocks by reshape, so the stride is ignored

import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    a, b = H // f, W // f
    blocks = X[:, :, :a * f, :b * f].reshape(N, C, a, f, b, f)
    return blocks.max(axis=5).max(axis=3)
