# fault: convolution2D_backward_filter: returns after the first image
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    dW = np.zeros_like(W)
    KH, KW = W.shape[2:]
    for n in range(X.shape[0]):
        for i in range(out_grad.shape[2]):
            for j in range(out_grad.shape[3]):
                for f in range(W.shape[0]):
                    r, c = i * stride[0], j * stride[1]
                    dW[f] += out_grad[n, f, i, j] * X[n, :, r:r + KH, c:c + KW]
        return dW
