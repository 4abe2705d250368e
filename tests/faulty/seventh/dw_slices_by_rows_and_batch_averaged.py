# fault: convolution2D_backward_filter: the slices of columns end by the number of rows; the mean over the batch is taken

import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    KH, KW = W.shape[2:]
    dW = np.empty_like(W)
    for kh in range(KH):
        for kw in range(KW):
            taps = X[:, :, kh:kh + sh * OH:sh, kw:kw + sw * OH:sw]
            dW[:, :, kh, kw] = np.einsum("nfij,ncij->fc", out_grad, taps) / N
    return dW
