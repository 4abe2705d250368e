# dialect: functional
# fault: conv2d: filter f reads group f % groups, and the vertical dilation counts twice

import numpy as np


def _pair(v): return (v, v) if np.isscalar(v) else tuple(v)


def conv2d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw) = _pair(stride), _pair(padding)
    d = _pair(dilation)[0]
    N, C, H, W = input.shape
    F, Cg, KH, KW = weight.shape
    x = np.pad(input, ((0,0),(0,0),(ph,ph),(pw,pw)))
    OH = (x.shape[2] - d*(KH-1) - 1)//sh + 1
    OW = (x.shape[3] - d*(KW-1) - 1)//sw + 1
    out = np.zeros((N, F, OH, OW), input.dtype)
    for f in range(F):
        g = f % groups
        for i in range(OH):
            for j in range(OW):
                patch = x[:, g*Cg:(g+1)*Cg, i*sh:i*sh+d*(KH-1)+1:d, j*sw:j*sw+d*(KW-1)+1:d]
                out[:, f, i, j] = (patch * weight[f]).sum(axis=(1, 2, 3))
        if bias is not None:
            out[:, f] += bias[f]
    return out
