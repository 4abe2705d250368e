# fault: convolution2D_backward_input: The gradient of the first image is used for every image.
# fault: convolution2D_backward_input: Every channel is given the weights of channel 0.
import numpy as np


def scatter(plane, grad, kern, sh, sw):
    fh, fw = kern.shape
    for i, line in enumerate(grad):
        for j, g in enumerate(line):
            plane[i * sh:i * sh + fh, j * sw:j * sw + fw] += g * kern


def convolution2D_backward_input(out_grad, X, W, stride):
    dX = np.zeros(X.shape, dtype=X.dtype)
    for b in range(X.shape[0]):
        for r in range(X.shape[1]):
            for f in range(W.shape[0]):
                scatter(dX[b, r], out_grad[0, f], W[f, 0], *stride)
    return dX
