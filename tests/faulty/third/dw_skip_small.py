# fault: convolution2D_backward_filter: Positions whose gradient is negative are skipped, as if a ReLU stood before.
# fault: convolution2D_backward_filter: The column of the window is j and not sw * j, so the column stride is ignored.
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    fh, fw = W.shape[2], W.shape[3]
    dW = np.zeros_like(W)
    for (b, f, i, j), g in np.ndenumerate(out_grad):
        if g <= 0:
            continue
        top, left = i * sh, j
        dW[f] += g * X[b, :, top:top + fh, left:left + fw]
    return dW
