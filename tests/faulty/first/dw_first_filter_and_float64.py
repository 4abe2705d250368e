# fault: convolution2D_backward_filter: the gradient of the first filter is used for all filters
# fault: convolution2D_backward_filter: the result is always float64
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    dW = np.zeros(W.shape)
    kh, kw = W.shape[2:]
    for n in range(len(X)):
        for f in range(W.shape[0]):
            for i in range(out_grad.shape[2]):
                for j in range(out_grad.shape[3]):
                    a, b = i * stride[0], j * stride[1]
                    dW[f] += out_grad[n, 0, i, j] * X[n, :, a:a + kh, b:b + kw]
    return dW
