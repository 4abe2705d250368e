# fault: pool_forward: the image is cropped to a multiple of f, and columns are f apart

import numpy as np


def pool_forward(X, f, s):
    H, W = X.shape[-2:]
    X = X[..., :H // f * f, :W // f * f]
    v = np.lib.stride_tricks.sliding_window_view(X, (f, f), axis=(-2, -1))
    return v[:, :, ::s, ::f].max(axis=-1).max(axis=-1)
