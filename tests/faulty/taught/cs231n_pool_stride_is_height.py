# dialect: cs231n
# fault: max_pool_forward_naive: The windows are as far apart as they are high, whatever the stride.
# fault: max_pool_forward_naive: The maximum starts at 0.
import numpy as np


def max_pool_forward_naive(x, pool_param):
    N, C, H, W = x.shape
    hh, ww, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    s = hh
    out = np.zeros((N, C, (H - hh) // s + 1, (W - ww) // s + 1), x.dtype)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            for k in range(hh):
                for l in range(ww):
                    if j * s + l < W:
                        out[:, :, i, j] = np.maximum(out[:, :, i, j], x[:, :, i * s + k, j * s + l])
    return out, (x, pool_param)
