# dialect: functional
# fault: conv2d: the rows of the output are counted with the gap behind the kernel's last tap

import numpy as np


def conv2d(input, weight, bias=None, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    (sh, sw), (ph, pw), (dh, dw), (KH, KW) = stride, padding, dilation, weight.shape[2:]
    x = np.pad(input, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    OH = (x.shape[2] - dh * KH) // sh + 1
    OW = (x.shape[3] - dw * (KW - 1) - 1) // sw + 1
    out = np.zeros((len(x), len(weight), OH, OW), input.dtype)
    for i, j in np.ndindex(OH, OW):
        y, q = i * sh, j * sw
        seen = x[:, :, y : y + dh * (KH - 1) + 1 : dh, q : q + dw * (KW - 1) + 1 : dw]
        out[:, :, i, j] = np.einsum("nckl,fckl->nf", seen, weight)
    return out if bias is None else out + bias.reshape(-1, 1, 1)
