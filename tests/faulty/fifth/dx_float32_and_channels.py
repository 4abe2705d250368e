# fault: convolution2D_backward_input: the sums are in float32
# fault: convolution2D_backward_input: each filter overwrites the one before

import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    N, F, OH, OW = out_grad.shape
    KH, KW = W.shape[2:]
    total = np.zeros(X.shape, np.float32)
    for f in range(F):
        one = np.zeros(X.shape, np.float32)
        for i in range(OH):
            for j in range(OW):
                one[:, :, i*stride[0]:i*stride[0]+KH, j*stride[1]:j*stride[1]+KW] += out_grad[:, f, i, j][:, None, None, None] * W[f]
        total = one
    return total.astype(X.dtype)
