# dialect: functional
# fault: conv2d: the channels of a group begin at its number times the filters of a group

import numpy as np


def conv2d(input, weight, bias=None, stride=(1, 1), padding=(0, 0), groups=1):
    (sh, sw), (ph, pw), (F, C) = stride, padding, weight.shape[:2]
    x = np.pad(input, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    parts = []
    for g in range(groups):
        first = g * (F // groups)
        part = x[:, first : first + C]
        seen = np.lib.stride_tricks.sliding_window_view(part, weight.shape[2:], (2, 3))
        filters = weight[first : first + F // groups]
        parts.append(np.einsum("nchwkl,fckl->nfhw", seen[:, :, ::sh, ::sw], filters))
    out = np.concatenate(parts, axis=1)
    return out if bias is None else out + bias.reshape(-1, 1, 1)
