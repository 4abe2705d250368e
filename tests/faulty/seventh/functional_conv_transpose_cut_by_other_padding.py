# dialect: functional
# fault: conv_transpose2d: at the bottom as many rows are cut off as columns at the right

import numpy as np


def conv_transpose2d(input, weight, bias=None, stride=(1, 1), padding=(0, 0)):
    (sh, sw), (ph, pw) = stride, padding
    N, C, H, W = input.shape
    _, F, KH, KW = weight.shape
    out = np.zeros((N, F, (H - 1) * sh + KH, (W - 1) * sw + KW), input.dtype)
    for i in range(H):
        for j in range(W):
            sent = np.einsum("nc,cfkl->nfkl", input[:, :, i, j], weight)
            out[:, :, i * sh : i * sh + KH, j * sw : j * sw + KW] += sent
    out = out[:, :, ph : out.shape[2] - pw, pw : out.shape[3] - pw]
    return out if bias is None else out + bias[:, None, None]
