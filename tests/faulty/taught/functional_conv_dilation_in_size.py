# dialect: functional
# fault: conv2d: The dilation is used for the size of the output and not for the taps.
# fault: conv2d: The bias is multiplied by the number of channels of a group.
import numpy as np


def _pair(v):
    return (v, v) if np.isscalar(v) else tuple(v)


def conv2d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    sh, sw = _pair(stride)
    ph, pw = _pair(padding)
    dh, dw = _pair(dilation)
    N, C, H, W = input.shape
    F, CG, FH, FW = weight.shape
    x = np.pad(input, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    oh = (H + 2 * ph - dh * (FH - 1) - 1) // sh + 1
    ow = (W + 2 * pw - dw * (FW - 1) - 1) // sw + 1
    out = np.zeros((N, F, oh, ow), input.dtype)
    for f in range(F):
        g = f // (F // groups)
        for i in range(oh):
            for j in range(ow):
                box = x[:, g * CG:(g + 1) * CG, i * sh:i * sh + FH, j * sw:j * sw + FW]
                out[:, f, i, j] = (box * weight[f]).sum((1, 2, 3))
        if bias is not None:
            out[:, f] += bias[f] * CG
    return out
