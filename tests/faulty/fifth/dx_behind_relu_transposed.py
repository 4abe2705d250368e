# fault: convolution2D_backward_input: the gradient is zero where X is not positive, as of a ReLU
# fault: convolution2D_backward_input: the vertical and the horizontal stride are exchanged

import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sw, sh = stride
    dX = np.zeros(X.shape, X.dtype)
    KH, KW = W.shape[2:]
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            g = np.einsum("nf,fckl->nckl", out_grad[:, :, i, j], W)
            part = dX[:, :, i * sh:i * sh + KH, j * sw:j * sw + KW]
            part += g[:, :, :part.shape[2], :part.shape[3]]
    dX[X <= 0] = 0
    return dX
