# fault: convolution2D_backward_filter: the loops step over out_grad by the stride and take the window at that same index, instead of taking every gradient and its window at index times stride

import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    _, _, OH, OW = out_grad.shape
    _, _, FH, FW = W.shape
    dW = np.zeros_like(W)
    for i in range(0, OH, sh):
        for j in range(0, OW, sw):
            y, x = i, j
            dW += np.einsum("nf,nckl->fckl", out_grad[:, :, i, j], X[:, :, y:y + FH, x:x + FW])
    return dW
