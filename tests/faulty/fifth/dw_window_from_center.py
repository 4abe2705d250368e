# fault: convolution2D_backward_filter: windows begin half a kernel too early and are cut off at the edge
# fault: convolution2D_backward_filter: the gradient is averaged over the output positions

import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    N, F, OH, OW = out_grad.shape
    _, C, KH, KW = W.shape
    x = np.pad(X, ((0, 0), (0, 0), (KH // 2, KH), (KW // 2, KW)))
    dW = np.zeros_like(W)
    for i in range(OH):
        for j in range(OW):
            a, b = i * stride[0], j * stride[1]
            dW += np.einsum("nf,nckl->fckl", out_grad[:, :, i, j], x[:, :, a:a + KH, b:b + KW])
    return dW / (OH * OW)
