# fault: convolution2D_backward_filter: the last image is left out
# fault: convolution2D_backward_filter: the channels come in reverse order
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    dW = np.zeros_like(W)
    kh, kw = W.shape[2:]
    for n in range(len(X) - 1):
        for i in range(out_grad.shape[2]):
            for j in range(out_grad.shape[3]):
                a, b = i * stride[0], j * stride[1]
                dW += np.multiply.outer(out_grad[n, :, i, j], X[n, ::-1, a:a + kh, b:b + kw])
    return dW
