# fault: convolution2D_backward_filter: the horizontal stride is used for both, what falls outside is cut
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    dW = np.zeros_like(W)
    s = stride[1]
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            win = X[:, :, i * s:i * s + W.shape[2], j * s:j * s + W.shape[3]]
            k, l = win.shape[2:]
            dW[:, :, :k, :l] += np.tensordot(out_grad[:, :, i, j], win, ([0], [0]))
    return dW
