# dialect: functional
# fault: conv_transpose2d: W is reshaped to (F, C, KH, KW), not transposed

import numpy as np


def _pair(v): return (v, v) if np.isscalar(v) else tuple(v)


def conv_transpose2d(input, weight, bias=None, stride=1, padding=0, output_padding=0):
    (sh, sw), (ph, pw), (oph, opw) = map(_pair, (stride, padding, output_padding))
    N, C, H, W = input.shape
    _, F, KH, KW = weight.shape
    w = weight.reshape(F, C, KH, KW)
    full = np.zeros((N, F, (H-1)*sh + KH + oph, (W-1)*sw + KW + opw), input.dtype)
    for i in range(H):
        for j in range(W):
            full[:, :, i*sh:i*sh+KH, j*sw:j*sw+KW] += np.einsum('nc,fckl->nfkl', input[:, :, i, j], w)
    out = full[:, :, ph:full.shape[2]-ph, pw:full.shape[3]-pw]
    return out if bias is None else out + bias[None, :, None, None]
