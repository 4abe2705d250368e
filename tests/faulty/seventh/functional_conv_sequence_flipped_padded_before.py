# dialect: functional
# fault: conv1d: the kernel is mirrored, and all padding is before

import numpy as np


def _one(v): return v if np.isscalar(v) else v[0]


def conv1d(input, weight, bias=None, stride=1, padding=0):
    s, p = _one(stride), _one(padding)
    x = np.pad(input, ((0,0),(0,0),(2*p,0)))
    F, C, K = weight.shape
    O = (x.shape[2]-K)//s+1
    out = np.zeros((len(input), F, O), input.dtype)
    for o in range(O):
        out[:, :, o] = np.einsum('nck,fck->nf', x[:, :, o*s:o*s+K], weight[:, :, ::-1])
    return out if bias is None else out + bias[:, None]
