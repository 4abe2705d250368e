# fault: convolution2D_backward_input: dX has the size of the full convolution of the gradient, without the stride

import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    N, F, OH, OW = out_grad.shape
    _, C, KH, KW = W.shape
    g = np.pad(out_grad, ((0, 0), (0, 0), (KH - 1,) * 2, (KW - 1,) * 2))
    turned = W[:, :, ::-1, ::-1]
    dX = np.zeros((N, C, OH + KH - 1, OW + KW - 1), X.dtype)
    for i in range(dX.shape[2]):
        for j in range(dX.shape[3]):
            dX[:, :, i, j] = np.einsum("nfkl,fckl->nc", g[:, :, i:i + KH, j:j + KW], turned)
    return dX
