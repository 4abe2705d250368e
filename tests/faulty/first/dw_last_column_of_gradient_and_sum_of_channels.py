# fault: convolution2D_backward_filter: the last column of out_grad is left out
# fault: convolution2D_backward_filter: all channels get the sum over the channels
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    dW = np.zeros_like(W)
    kh, kw = W.shape[2:]
    total = X.sum(axis=1)
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3] - 1):
            a, b = i * stride[0], j * stride[1]
            dW += np.einsum("nf,nkl->fkl", out_grad[:, :, i, j], total[:, a:a + kh, b:b + kw])[:, None]
    return dW
