# dialect: cs231n
# fault: max_pool_forward_naive: the maximum is taken over all images at once, so every image gets the same output
# fault: max_pool_forward_naive: the window's width is read from pool_height

import numpy as np


def max_pool_forward_naive(x, pool_param):
    ph = pool_param["pool_height"]
    pw = pool_param["pool_height"]
    stride = pool_param["stride"]
    N, C, H, W = x.shape
    H_out = 1 + (H - ph) // stride
    W_out = 1 + (W - pw) // stride
    out = np.zeros((N, C, H_out, W_out), dtype=x.dtype)
    for c in range(C):
        for i in range(H_out):
            for j in range(W_out):
                win = x[:, c, i * stride:i * stride + ph, j * stride:j * stride + pw]
                out[:, c, i, j] = np.max(win)
    return out, (x, pool_param)


def max_pool_backward_naive(dout, cache):
    x, pool_param = cache
    ph, pw, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dout.shape):
        win = x[n, c, i * stride:i * stride + ph, j * stride:j * stride + pw]
        r, q = np.unravel_index(np.argmax(win), win.shape)
        dx[n, c, i * stride + r, j * stride + q] += dout[n, c, i, j]
    return dx
