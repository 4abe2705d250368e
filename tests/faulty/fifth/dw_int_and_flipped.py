# fault: convolution2D_backward_filter: dW is an array of integers
# fault: convolution2D_backward_filter: dW comes out rotated

import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    N, F, OH, OW = out_grad.shape
    KH, KW = W.shape[2:]
    dW = np.zeros(W.shape, int)
    for i in range(OH):
        for j in range(OW):
            dW += np.einsum("nf,nckl->fckl", out_grad[:, :, i, j], X[:, :, i*stride[0]:i*stride[0]+KH, j*stride[1]:j*stride[1]+KW]).astype(int)
    return dW[:, :, ::-1, ::-1]
