# fault: convolution2D_backward_input: the stride is ignored
# fault: convolution2D_backward_input: the result is always float64
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    dX = np.zeros(X.shape)
    kh, kw = W.shape[2:]
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            dX[:, :, i:i + kh, j:j + kw] += np.tensordot(out_grad[:, :, i, j], W, ([1], [0]))
    return dX
