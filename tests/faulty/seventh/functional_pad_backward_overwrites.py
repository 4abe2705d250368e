# dialect: functional
# fault: pad_backward: what several pixels of the border have the gradient of overwrites, and does not add up

import numpy as np


def _read(length, before, after, mode):
    at = np.arange(-before, length + after)
    if mode == "reflect":
        at = np.abs(at)
        return np.where(at >= length, 2 * (length - 1) - at, at)
    if mode == "replicate":
        return np.clip(at, 0, length - 1)
    return at % length if mode == "circular" else at


def pad_backward(grad_output, pad, mode="constant", value=0):
    g = grad_output
    for k in range(len(pad) // 2):
        ax = g.ndim - 1 - k
        before, after = pad[2 * k], pad[2 * k + 1]
        length = g.shape[ax] - before - after
        lines = np.moveaxis(g, ax, 0)
        d = np.zeros((length,) + lines.shape[1:], g.dtype)
        at = _read(length, before, after, mode)
        inside = (at >= 0) & (at < length)
        d[at[inside]] = lines[inside]
        g = np.moveaxis(d, 0, ax)
    return g.copy()
