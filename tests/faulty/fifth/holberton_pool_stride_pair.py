# dialect: holberton
# fault: pool_forward: the two strides are exchanged

import numpy as np


def pool_forward(A_prev, kernel_shape, stride=(1, 1), mode="max"):
    m, h, w, c = A_prev.shape
    kh, kw = kernel_shape
    sw, sh = stride
    oh, ow = (h - kh) // sh + 1, (w - kw) // sw + 1
    out = np.zeros((m, oh, ow, c))
    for i in range(oh):
        for j in range(ow):
            part = A_prev[:, i * sh:i * sh + kh, j * sw:j * sw + kw]
            out[:, i, j] = part.max(axis=(1, 2)) if mode == "max" else part.mean(axis=(1, 2))
    return out
