# fault: convolution2D_backward_input: the gradient is padded on the left by the height of the kernel less 1
# fault: convolution2D_backward_input: the vertical stride is used in both directions

import numpy as np


def dilate(g, sh, sw, H, W):
    N, F, OH, OW = g.shape
    big = np.zeros((N, F, H, W), dtype=g.dtype)
    for i in range(OH):
        for j in range(OW):
            if j * sh < W:
                big[:, :, i * sh, j * sh] = g[:, :, i, j]
    return big


def convolution2D_backward_input(out_grad, X, W, stride):
    N, C, H, Wd = X.shape
    F, _, KH, KW = W.shape
    g = dilate(out_grad, stride[0], stride[1], H - KH + 1, Wd - KW + 1)
    g = np.pad(g, ((0, 0), (0, 0), (KH - 1, KH - 1), (KH - 1, KW - 1)))
    rot = np.rot90(W, 2, axes=(2, 3))
    dX = np.zeros_like(X)
    for i in range(H):
        for j in range(Wd):
            dX[:, :, i, j] = np.tensordot(g[:, :, i:i+KH, j:j+KW], rot, axes=([1, 2, 3], [0, 2, 3]))
    return dX
