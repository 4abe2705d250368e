# fault: convolution2D_backward_input: columns (N, OH, OW, C, KH, KW) are reshaped to (N, C, OH, OW, KH, KW)

import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    (sh, sw), (N, F, OH, OW) = stride, out_grad.shape
    C, KH, KW = W.shape[1:]
    rows = out_grad.transpose(0, 2, 3, 1).reshape(-1, F) @ W.reshape(F, -1)
    sent = rows.reshape(N, C, OH, OW, KH, KW)
    dX = np.zeros(X.shape, X.dtype)
    for k in range(KH):
        for l in range(KW):
            dX[:, :, k : k + sh * OH : sh, l : l + sw * OW : sw] += sent[..., k, l]
    return dX
