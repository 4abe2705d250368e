# fault: convolution2D_backward_input: the flat index multiplies the row by the height of the image instead of its width
# fault: convolution2D_backward_input: every image gets the out_grad of the first image

import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    N, C, IH, IW = X.shape
    F, _, FH, FW = W.shape
    OH, OW = out_grad.shape[2:]
    flat = [(sh * i + k) * IH + sw * j + l
            for i in range(OH) for j in range(OW) for k in range(FH) for l in range(FW)]
    dX = np.zeros(X.shape, dtype=X.dtype)
    for b in range(N):
        for r in range(C):
            part = np.einsum("fij,fkl->ijkl", out_grad[0], W[:, r])
            dX[b, r] = np.bincount(flat, weights=part.ravel(), minlength=IH * IW).reshape(IH, IW)
    return dX
