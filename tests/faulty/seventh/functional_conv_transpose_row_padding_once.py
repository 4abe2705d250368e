# dialect: functional
# fault: conv_transpose2d: the padding is subtracted once from the rows, and the sum of all biases is added

import numpy as np


def conv_transpose2d(input, weight, bias=None, stride=1, padding=0, output_padding=0):
    (N, C, H, W), (_, F, KH, KW) = input.shape, weight.shape
    s, p = stride, padding
    OH = (H - 1) * s - p + KH + output_padding
    OW = (W - 1) * s - 2 * p + KW + output_padding
    full = np.zeros((N, F, OH + 2 * p, OW + 2 * p), input.dtype)
    for i, j in np.ndindex(H, W):
        stamp = np.einsum("nc,cfab->nfab", input[:, :, i, j], weight)
        full[:, :, i * s : i * s + KH, j * s : j * s + KW] += stamp
    out = full[:, :, p : p + OH, p : p + OW].copy()
    return out if bias is None else out + bias.sum()
