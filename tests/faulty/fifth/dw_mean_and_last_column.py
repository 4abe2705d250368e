# fault: convolution2D_backward_filter: divided by N OH OW
# fault: convolution2D_backward_filter: the last column of out_grad is left out

import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    N, F, OH, OW = out_grad.shape
    KH, KW = W.shape[2:]
    dW = np.zeros_like(W)
    for i in range(OH):
        for j in range(OW - 1):
            dW += np.einsum("nf,nckl->fckl", out_grad[:, :, i, j], X[:, :, i*stride[0]:i*stride[0]+KH, j*stride[1]:j*stride[1]+KW])
    return dW / (N * OH * OW)
