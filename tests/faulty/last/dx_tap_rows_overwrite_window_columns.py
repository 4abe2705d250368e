# fault: convolution2D_backward_input: = for += with loops over kernel rows and window columns
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    dX = np.zeros_like(X)
    oh, ow = out_grad.shape[2:]
    for k in range(W.shape[2]):
        for j in range(ow):
            part = np.einsum("nfi,fcl->ncil", out_grad[:, :, :, j], W[:, :, k])
            dX[:, :, k:k + oh * stride[0]:stride[0], j * stride[1]:j * stride[1] + W.shape[3]] = part
    return dX
