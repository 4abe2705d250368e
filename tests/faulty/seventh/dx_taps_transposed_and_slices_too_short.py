# fault: convolution2D_backward_input: columns are reshaped to (C, KW, KH), and slices of rows end too early

import numpy as np


def col2im(cols, shape, KH, KW, OH, OW, sh, sw):
    N, C, H, W = shape
    cols = cols.reshape(N, C, KW, KH, OH, OW).transpose(0, 1, 3, 2, 4, 5)
    img = np.zeros((N, C, H + sh - 1, W + sw - 1), dtype=cols.dtype)
    for i in range(KH):
        i_max = i + OH + sh - 1
        for j in range(KW):
            j_max = j + sw * OW
            view = img[:, :, i:i_max:sh, j:j_max:sw]
            view += cols[:, :, i, j][:, :, :view.shape[2]]
    return img[:, :, :H, :W]


def convolution2D_backward_input(out_grad, X, W, stride):
    N, F, OH, OW = out_grad.shape
    KH, KW = W.shape[2:]
    cols = W.reshape(F, -1).T @ out_grad.reshape(N, F, -1)
    return col2im(cols, X.shape, KH, KW, OH, OW, *stride)
