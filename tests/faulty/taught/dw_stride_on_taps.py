# fault: convolution2D_backward_filter: The stride multiplies the taps and not the windows.
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    dW = np.zeros(W.shape, W.dtype)
    _, _, OH, OW = out_grad.shape
    for k in range(W.shape[2]):
        for l in range(W.shape[3]):
            y, x = k * stride[0], l * stride[1]
            box = X[:, :, y:y + OH, x:x + OW]
            g = out_grad[:, :, :box.shape[2], :box.shape[3]]
            dW[:, :, k, l] = np.einsum("nfij,ncij->fc", g, box)
    return dW
