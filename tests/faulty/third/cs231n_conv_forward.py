# dialect: cs231n
# fault: conv_forward_naive: The bias is added in the loop over the channels, once for each channel.
# fault: conv_forward_naive: The border is filled with the nearest pixels instead of zeros.
import numpy as np


def conv_forward_naive(x, w, b, conv_param):
    stride, pad = conv_param["stride"], conv_param["pad"]
    N, C, H, W = x.shape
    F, C, HH, WW = w.shape
    xpad = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="edge")
    out = np.zeros((N, F, 1 + (H + 2 * pad - HH) // stride, 1 + (W + 2 * pad - WW) // stride))
    for n in range(N):
        for f in range(F):
            for i in range(out.shape[2]):
                for j in range(out.shape[3]):
                    a, d = i * stride, j * stride
                    for c in range(C):
                        out[n, f, i, j] += np.sum(xpad[n, c, a:a + HH, d:d + WW] * w[f, c]) + b[f]
    cache = (x, w, b, conv_param)
    return out, cache
