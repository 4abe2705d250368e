# dialect: cs231n
# fault: max_pool_forward_naive: A window is pool_height columns wide, so windows that are not square are wrong.
import numpy as np


def max_pool_forward_naive(x, pool_param):
    ph = pool_param["pool_height"]
    pw = pool_param["pool_width"]
    st = pool_param["stride"]
    N, C, H, W = x.shape
    Hout = 1 + (H - ph) // st
    Wout = 1 + (W - pw) // st
    out = np.zeros((N, C, Hout, Wout))
    for h in range(Hout):
        for w in range(Wout):
            out[:, :, h, w] = np.max(x[:, :, h * st:h * st + ph, w * st:w * st + ph], axis=(2, 3))
    cache = (x, pool_param)
    return out, cache
