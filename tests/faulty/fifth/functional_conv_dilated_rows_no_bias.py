# dialect: functional
# fault: conv2d: only the columns of the kernel are spread by the dilation
# fault: conv2d: the bias is not added

import numpy as np


def two(v):
    return (v, v) if isinstance(v, int) else tuple(v)


def conv2d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (_, d) = two(stride), two(padding), two(dilation)
    x = np.pad(input, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    F, Cg, KH, KW = weight.shape
    N, C, H, W = x.shape
    OH, OW = (H - KH) // sh + 1, (W - d * (KW - 1) - 1) // sw + 1
    out = np.zeros((N, F, OH, OW), input.dtype)
    per = F // groups
    for g in range(groups):
        part, some = x[:, g * Cg:(g + 1) * Cg], weight[g * per:(g + 1) * per]
        for i in range(OH):
            for j in range(OW):
                win = part[:, :, i * sh:i * sh + KH, j * sw:j * sw + d * (KW - 1) + 1:d]
                out[:, g * per:(g + 1) * per, i, j] = np.einsum("nckl,fckl->nf", win, some)
    return out
