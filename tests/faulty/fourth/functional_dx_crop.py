# dialect: functional
# fault: conv2d_backward_input: the padding is cut off with ph:-ph and pw:-pw whenever one of them is not 0, so padding one axis only gives an empty result

import numpy as np


def _pair(v):
    return (int(v), int(v)) if np.isscalar(v) else tuple(v)


def conv2d_backward_input(grad_output, input, weight, stride=1, padding=0, dilation=(1, 1), groups=1):
    (sh, sw), (ph, pw), (dh, dw) = _pair(stride), _pair(padding), _pair(dilation)
    N, C, H, width = input.shape
    F, Cg, FH, FW = weight.shape
    OH, OW = grad_output.shape[2:]
    per = F // groups
    grad = np.zeros((N, C, H + 2 * ph, width + 2 * pw), dtype=input.dtype)
    for g in range(groups):
        go = grad_output[:, g * per:(g + 1) * per]
        for k in range(FH):
            for l in range(FW):
                rows = slice(k * dh, k * dh + sh * (OH - 1) + 1, sh)
                cols = slice(l * dw, l * dw + sw * (OW - 1) + 1, sw)
                grad[:, g * Cg:(g + 1) * Cg, rows, cols] += np.einsum(
                    "nfij,fc->ncij", go, weight[g * per:(g + 1) * per, :, k, l])
    if ph > 0 or pw > 0:
        grad = grad[:, :, ph:-ph, pw:-pw]
    return grad
