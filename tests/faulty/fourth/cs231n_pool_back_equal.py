# dialect: cs231n
# fault: max_pool_backward_naive: the gradient goes to every pixel of the whole channel that equals the maximum, also outside the window

import numpy as np


def max_pool_forward_naive(x, pool_param):
    ph, pw, s = (pool_param[key] for key in ("pool_height", "pool_width", "stride"))
    N, C, H, W = x.shape
    rows = range(0, H - ph + 1, s)
    cols = range(0, W - pw + 1, s)
    out = np.array([[x[:, :, r:r + ph, q:q + pw].max(axis=(2, 3)) for q in cols] for r in rows])
    return out.transpose(2, 3, 0, 1), (x, pool_param)


def max_pool_backward_naive(dout, cache):
    x, pool_param = cache
    ph, pw, s = (pool_param[key] for key in ("pool_height", "pool_width", "stride"))
    N, C, H_out, W_out = dout.shape
    dx = np.zeros_like(x)
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    win = x[n, c, i * s:i * s + ph, j * s:j * s + pw]
                    dx[n, c][x[n, c] == win.max()] += dout[n, c, i, j]
    return dx
