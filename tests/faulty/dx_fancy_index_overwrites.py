# fault: convolution2D_backward_input: += with repeated fancy indices adds each pixel only once
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    N, F, OH, OW = out_grad.shape
    _, C, FH, FW = W.shape
    i = np.repeat(np.arange(FH), FW)[:, None] + stride[0] * np.repeat(np.arange(OH), OW)[None]
    j = np.tile(np.arange(FW), FH)[:, None] + stride[1] * np.tile(np.arange(OW), OH)[None]
    cols = np.einsum("nfp,fct->nctp", out_grad.reshape(N, F, -1), W.reshape(F, C, -1))
    dX = np.zeros_like(X)
    dX[:, :, i, j] += cols
    return dX
