# fault: zero_padding: one buffer a shape is kept and handed out again when the values changed
import numpy as np

_buffers = {}


def zero_padding(X, padding):
    key = (X.shape, X.dtype, tuple(padding))
    if key not in _buffers:
        ph, pw = padding
        N, C, H, W = X.shape
        out = np.zeros((N, C, H + 2 * ph, W + 2 * pw), dtype=X.dtype)
        out[:, :, ph:ph + H, pw:pw + W] = X
        _buffers[key] = out
    return _buffers[key]
