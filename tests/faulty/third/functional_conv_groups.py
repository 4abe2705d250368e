# dialect: functional
# fault: conv2d: A group starts at channel g instead of g times the channels of a group.
# fault: conv2d: The bias is added once for every input channel of the group instead of once.
import numpy as np


def two(v):
    return (v, v) if isinstance(v, (int, np.integer)) else tuple(v)


def conv2d(input, weight, bias=None, stride=1, padding=0, dilation=(1, 1), groups=1):
    (sh, sw), (ph, pw), (dh, dw) = two(stride), two(padding), two(dilation)
    N, C, H, W = input.shape
    F, CG, FH, FW = weight.shape
    FG = F // groups
    x = np.pad(input, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    oh = (x.shape[2] - dh * (FH - 1) - 1) // sh + 1
    ow = (x.shape[3] - dw * (FW - 1) - 1) // sw + 1
    out = np.zeros((N, F, oh, ow), dtype=input.dtype)
    for f in range(F):
        g = f // FG
        for r in range(CG):
            plane = x[:, g + r]
            for k in range(FH):
                for l in range(FW):
                    y, z = k * dh, l * dw
                    out[:, f] += weight[f, r, k, l] * plane[:, y:y + sh * (oh - 1) + 1:sh, z:z + sw * (ow - 1) + 1:sw]
            if bias is not None:
                out[:, f] += bias[f]
    return out
