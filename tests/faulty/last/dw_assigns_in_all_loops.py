# fault: convolution2D_backward_filter: = for += in the loops over images, rows and columns
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    dW = np.zeros_like(W)
    for i in range(out_grad.shape[2]):
        for n in range(len(X)):
            for j in range(out_grad.shape[3]):
                for k in range(W.shape[2]):
                    for l in range(W.shape[3]):
                        x = X[n, :, i * stride[0] + k, j * stride[1] + l]
                        dW[:, :, k, l] = np.outer(out_grad[n, :, i, j], x)
    return dW
