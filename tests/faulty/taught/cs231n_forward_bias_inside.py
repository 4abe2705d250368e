# dialect: cs231n
# fault: conv_forward_naive: The bias is added for every element of the kernel.
import numpy as np


def conv_forward_naive(x, w, b, conv_param):
    s, p = conv_param["stride"], conv_param["pad"]
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    Ho, Wo = 1 + (H + 2 * p - HH) // s, 1 + (W + 2 * p - WW) // s
    out = np.zeros((N, F, Ho, Wo))
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    for k in range(HH):
                        for l in range(WW):
                            out[n, f, i, j] += xp[n, :, i * s + k, j * s + l] @ w[f, :, k, l] + b[f]
    return out.astype(x.dtype), (x, w, b, conv_param)
