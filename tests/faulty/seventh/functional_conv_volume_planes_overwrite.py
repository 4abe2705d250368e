# dialect: functional
# fault: conv3d_backward_weight: the sum starts anew for each plane of windows

import numpy as np


def _t(v): return (v,)*3 if np.isscalar(v) else tuple(v)


def conv3d_backward_weight(grad_output, input, weight, stride=1, padding=0):
    (sd, sh, sw), (pd, ph, pw) = _t(stride), _t(padding)
    x = np.pad(input, ((0,0),(0,0),(pd,pd),(ph,ph),(pw,pw)))
    KD, KH, KW = weight.shape[2:]
    _, _, OD, OH, OW = grad_output.shape
    dw = np.zeros_like(weight)
    for d in range(OD):
        part = np.zeros_like(weight)
        for i in range(OH):
            for j in range(OW):
                part += np.einsum('nf,ncxyz->fcxyz', grad_output[:, :, d, i, j], x[:, :, d*sd:d*sd+KD, i*sh:i*sh+KH, j*sw:j*sw+KW])
        dw = part
    return dw
