# dialect: functional
# fault: conv_transpose2d: output_padding adds zeros behind what was cropped

import numpy as np


def _pr(v):
    return (v, v) if np.isscalar(v) else v


def conv_transpose2d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    (sh, sw), (ph, pw), (oh, ow), (dh, dw) = map(_pr, (stride, padding, output_padding, dilation))
    N, C, H, W = input.shape
    _, Fg, KH, KW = weight.shape
    HH, WW = (H - 1) * sh + dh * (KH - 1) + 1, (W - 1) * sw + dw * (KW - 1) + 1
    full = np.zeros((N, Fg * groups, HH + oh, WW + ow), input.dtype)
    Cg = C // groups
    for g in range(groups):
        x, w = input[:, g * Cg:(g + 1) * Cg], weight[g * Cg:(g + 1) * Cg]
        for a in range(KH):
            for b in range(KW):
                full[:, g * Fg:(g + 1) * Fg, a * dh:a * dh + (H - 1) * sh + 1:sh, b * dw:b * dw + (W - 1) * sw + 1:sw] += \
                    np.einsum("nchw,cf->nfhw", x, w[:, :, a, b])
    out = full[:, :, ph:HH - ph, pw:WW - pw]
    out = np.pad(out, ((0, 0), (0, 0), (0, oh), (0, ow)))
    if bias is not None:
        out += bias[None, :, None, None]
    return out
