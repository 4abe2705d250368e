# dialect: cs231n
# fault: max_pool_backward_naive: The gradient is assigned instead of added, so a pixel that wins several windows gets only the last.
# fault: max_pool_backward_naive: The largest value so far is reset once per row of windows and not for every window, so a window smaller than those before it gives its gradient to an earlier window's pixel.
import numpy as np


def max_pool_forward_naive(x, pool_param):
    ph, pw, st = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    N, C, H, W = x.shape
    out = np.array([[[[x[n, c, i:i + ph, j:j + pw].max()
                       for j in range(0, W - pw + 1, st)]
                      for i in range(0, H - ph + 1, st)]
                     for c in range(C)] for n in range(N)])
    return out, (x, pool_param)


def max_pool_backward_naive(dout, cache):
    x, pool_param = cache
    ph, pw, st = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    dx = np.zeros_like(x)
    N, C, Hout, Wout = dout.shape
    for n in range(N):
        for c in range(C):
            for i in range(Hout):
                best = -np.inf
                for j in range(Wout):
                    for y in range(i * st, i * st + ph):
                        for z in range(j * st, j * st + pw):
                            if x[n, c, y, z] > best:
                                best = x[n, c, y, z]
                                where = n, c, y, z
                    dx[where] = dout[n, c, i, j]
    return dx
