# fault: convolution2D_backward_input: the accumulation buffer is float32 even for float64
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    FH, FW = W.shape[2:]
    buf = np.zeros(X.shape, dtype="f4")
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            buf[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW] += np.tensordot(out_grad[:, :, i, j], W, axes=(1, 0))
    return buf.astype(X.dtype)
