"""Windows as views; the cache is a dictionary, and pooling keeps its own result."""

from numpy.lib.stride_tricks import sliding_window_view
import numpy as np


def conv_forward_strides(x, w, b, conv_param):
    s, p = conv_param["stride"], conv_param["pad"]
    padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    views = sliding_window_view(padded, w.shape[2:], axis=(2, 3))[:, :, ::s, ::s]
    out = np.einsum("nchwij,fcij->nfhw", views, w) + b[None, :, None, None]
    return out, {"x": x, "w": w, "views": views, "s": s, "p": p}


def conv_backward_strides(dout, cache):
    x, w, s, p = cache["x"], cache["w"], cache["s"], cache["p"]
    N, C, H, W = x.shape
    dw = np.einsum("nchwij,nfhw->fcij", cache["views"], dout)
    dx = np.zeros((N, C, H + 2 * p, W + 2 * p))
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            dx[:, :, s * i : s * i + w.shape[2], s * j : s * j + w.shape[3]] += np.einsum(
                "nf,fcij->ncij", dout[:, :, i, j], w
            )
    return dx[:, :, p : H + p, p : W + p], dw, dout.sum((0, 2, 3))


def max_pool_forward_fast(x, pool_param):
    kh, kw, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    views = sliding_window_view(x, (kh, kw), axis=(2, 3))[:, :, ::s, ::s]
    out = views.max(axis=(4, 5))
    return out, (x, out, pool_param)


def max_pool_backward_fast(dout, cache):
    x, out, pool_param = cache
    kh, kw, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    dx = np.zeros(x.shape)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            rows, columns = slice(i * s, i * s + kh), slice(j * s, j * s + kw)
            mask = x[:, :, rows, columns] == out[:, :, i, j][:, :, None, None]
            dx[:, :, rows, columns] += mask * dout[:, :, i, j][:, :, None, None]
    return dx
