# fault: convolution2D_backward_input: = for += between the rows of windows only
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    dX = np.zeros_like(X)
    oh, ow = out_grad.shape[2:]
    for i in range(oh):
        band = np.zeros_like(X[:, :, :W.shape[2]])
        for j in range(ow):
            band[..., j * stride[1]:j * stride[1] + W.shape[3]] += np.tensordot(out_grad[:, :, i, j], W, ([1], [0]))
        reach = (ow - 1) * stride[1] + W.shape[3]
        dX[:, :, i * stride[0]:i * stride[0] + W.shape[2], :reach] = band[..., :reach]
    return dX
