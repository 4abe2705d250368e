# dialect: functional
# fault: conv3d: the strides of planes and rows are exchanged

import numpy as np


def _t(v): return (v,)*3 if np.isscalar(v) else tuple(v)


def conv3d(input, weight, bias=None, stride=1, padding=0):
    (sd, sh, sw), (pd, ph, pw) = _t(stride), _t(padding)
    x = np.pad(input, ((0,0),(0,0),(pd,pd),(ph,ph),(pw,pw)))
    N, C, D, H, W = x.shape
    F, _, KD, KH, KW = weight.shape
    v = np.lib.stride_tricks.sliding_window_view(x, (KD, KH, KW), axis=(2,3,4))[:, :, ::sh, ::sd, ::sw]
    out = np.einsum('ncxyzijk,fcijk->nfxyz', v, weight)
    return out if bias is None else out + bias.reshape(1, -1, 1, 1, 1)
