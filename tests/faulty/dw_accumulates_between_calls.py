# fault: convolution2D_backward_filter: a buffer is kept a shape and never cleared, so calls add up
import numpy as np

_grad = {}


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    FH, FW = W.shape[2:]
    dW = _grad.setdefault((W.shape, W.dtype.char), np.zeros(W.shape, W.dtype))
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            dW += np.tensordot(out_grad[:, :, i, j], X[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW], axes=(0, 0))
    return dW
