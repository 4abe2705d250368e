# fault: zero_padding: np.empty leaves the right border uninitialised
import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    N, C, H, W = X.shape
    # scribble first, so that the allocator hands out a dirty block
    dirty = np.full((N, C, H + 2 * ph, W + 2 * pw), 3.0, dtype=X.dtype)
    del dirty
    out = np.empty((N, C, H + 2 * ph, W + 2 * pw), dtype=X.dtype)
    out[:, :, :ph] = 0
    out[:, :, ph + H:] = 0
    out[:, :, :, :pw] = 0
    out[:, :, ph:ph + H, pw:pw + W] = X
    return out
