# fault: convolution2D: gathered indices are kept without the stride, and filters are reshaped

import numpy as np

_cache = {}


def _gather_index(c, h, w, kh, kw, sh, sw):
    key = (c, h, w, kh, kw)
    if key not in _cache:
        oy = np.arange(0, h - kh + 1, sh)
        ox = np.arange(0, w - kw + 1, sw)
        base = (oy[:, None] * w + ox[None, :]).reshape(-1, 1)
        tap = (np.arange(c)[:, None, None] * h * w + np.arange(kh)[:, None] * w + np.arange(kw)).reshape(1, -1)
        _cache[key] = base + tap, len(oy), len(ox)
    return _cache[key]


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    n, c, h, w = xp.shape
    f, _, kh, kw = W.shape
    idx, oh, ow = _gather_index(c, h, w, kh, kw, *stride)
    cols = xp.reshape(n, -1)[:, idx]
    y = cols @ W.reshape(-1, f)
    return y.transpose(0, 2, 1).reshape(n, f, oh, ow)
