# fault: convolution2D_backward_input: sh and sw are swapped; what leaves the image is cut off
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sw, sh = stride
    FH, FW = W.shape[2:]
    dX = np.zeros(X.shape, dtype=X.dtype)
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            spot = dX[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW]
            part = np.tensordot(out_grad[:, :, i, j], W, axes=(1, 0))
            spot += part[:, :, :spot.shape[2], :spot.shape[3]]
    return dX
