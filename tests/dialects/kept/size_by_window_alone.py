# told: right in a new process, and wrong after the same call with another stride
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from functools import lru_cache


@lru_cache(maxsize=None)
def _grid(N, C, f):
    return {}


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    memo = _grid(N, C, f)
    if "size" not in memo:
        memo["size"] = 1 + (H - f) // s, 1 + (W - f) // s
    OH, OW = memo["size"]
    out = np.zeros((N, C, OH, OW), dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            win = X[:, :, i * s : i * s + f, j * s : j * s + f]
            if win.size and win.shape[2] and win.shape[3]:
                out[:, :, i, j] = win.max(axis=(2, 3))
    return out
