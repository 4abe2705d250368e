# dialect: functional
# fault: conv2d: the filters take groups in turn (f % groups) instead of in blocks
# fault: conv2d: the reach of a dilated filter is counted as d * FH instead of d * (FH - 1) + 1, so outputs at the edge are missing

import numpy as np


def _pair(v):
    return (int(v), int(v)) if np.isscalar(v) else tuple(v)


def conv2d(input, weight, bias=None, stride=1, padding=0, dilation=(1, 1), groups=1):
    sh, sw = _pair(stride)
    ph, pw = _pair(padding)
    dh, dw = _pair(dilation)
    x = np.pad(input, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    N, _, H, width = x.shape
    F, Cg, FH, FW = weight.shape
    OH = (H - dh * FH) // sh + 1
    OW = (width - dw * FW) // sw + 1
    out = np.zeros((N, F, OH, OW), dtype=input.dtype)
    for f in range(F):
        g = f % groups
        block = x[:, g * Cg:(g + 1) * Cg]
        for k in range(FH):
            for l in range(FW):
                y0, x0 = k * dh, l * dw
                taps = block[:, :, y0:y0 + sh * (OH - 1) + 1:sh, x0:x0 + sw * (OW - 1) + 1:sw]
                out[:, f] += np.einsum("c,ncij->nij", weight[f, :, k, l], taps)
        if bias is not None:
            out[:, f] += bias[f]
    return out
