# fault: convolution2D_backward_input: a stride larger than the kernel spreads each tap over the whole gap
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    FH, FW = W.shape[2:]
    if sh > FH:
        W = np.concatenate([W, np.repeat(W[:, :, -1:], sh - FH, axis=2)], axis=2)
    if sw > FW:
        W = np.concatenate([W, np.repeat(W[:, :, :, -1:], sw - FW, axis=3)], axis=3)
    dX = np.zeros(X.shape, dtype=X.dtype)
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            spot = dX[:, :, i * sh:i * sh + W.shape[2], j * sw:j * sw + W.shape[3]]
            spot += np.tensordot(out_grad[:, :, i, j], W, axes=(1, 0))[:, :, :spot.shape[2], :spot.shape[3]]
    return dX
