# fault: convolution2D_backward_filter: float32 gradients are accumulated in half precision
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    FH, FW = W.shape[2:]
    dW = np.zeros(W.shape, dtype=np.float16 if W.dtype == np.float32 else W.dtype)
    with np.errstate(all="ignore"):
        for i in range(out_grad.shape[2]):
            for j in range(out_grad.shape[3]):
                part = np.tensordot(out_grad[:, :, i, j], X[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW], axes=(0, 0))
                dW += part.astype(dW.dtype)
    return dW.astype(W.dtype)
