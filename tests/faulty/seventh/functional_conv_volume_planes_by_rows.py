# dialect: functional
# fault: conv3d: windows begin at planes by the stride of the rows

import numpy as np


def conv3d(input, weight, bias=None, stride=(1, 1, 1), padding=(0, 0, 0)):
    around = [(0, 0), (0, 0), *((p, p) for p in padding)]
    x, (K, L, M) = np.pad(input, around), weight.shape[2:]
    counts = [(n - k) // s + 1 for n, k, s in zip(x.shape[2:], weight.shape[2:], stride)]
    out = np.zeros((len(x), len(weight), *counts), input.dtype)
    for d, i, j in np.ndindex(*counts):
        z, y, q = d * stride[1], i * stride[1], j * stride[2]
        cube = x[:, :, z : z + K, y : y + L, q : q + M]
        out[:, :, d, i, j] = np.einsum("ncklm,fcklm->nf", cube, weight)
    return out if bias is None else out + bias.reshape(-1, 1, 1, 1)
