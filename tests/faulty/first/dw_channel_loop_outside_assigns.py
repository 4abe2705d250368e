# fault: convolution2D_backward_filter: each image overwrites the gradient of those before it
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    dW = np.zeros_like(W)
    F, C, KH, KW = W.shape
    N, _, OH, OW = out_grad.shape
    for c in range(C):
        for k in range(KH):
            for l in range(KW):
                for n in range(N):
                    part = X[n, c, k:k + OH * stride[0]:stride[0], l:l + OW * stride[1]:stride[1]]
                    dW[:, c, k, l] = (part[:OH, :OW] * out_grad[n]).sum(axis=(1, 2))
    return dW
