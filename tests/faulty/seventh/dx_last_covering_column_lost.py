# fault: convolution2D_backward_input: the range of the columns of windows that cover a pixel ends one early

import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    F, C, KH, KW = W.shape
    dX = np.zeros_like(X)
    for h in range(X.shape[2]):
        i_min = max(0, (h - KH) // sh + 1)
        i_max = min(OH - 1, h // sh)
        for w in range(X.shape[3]):
            j_min = max(0, (w - KW) // sw + 1)
            j_max = min(OW - 1, w // sw)
            for i in range(i_min, i_max + 1):
                for j in range(j_min, j_max):
                    dX[:, :, h, w] += out_grad[:, :, i, j] @ W[:, :, h - i*sh, w - j*sw]
    return dX
