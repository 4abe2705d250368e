# fault: convolution2D_backward_filter: The sum is added to W itself instead of a new array of zeros, so W is in the result and W is changed.
# fault: convolution2D_backward_filter: The windows are always cut from channel 0 of the images.
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    N, F, OH, OW = out_grad.shape
    C, FH, FW = W.shape[1:]
    dW = W
    for i in range(OH):
        r0 = i * stride[0]
        for j in range(OW):
            c0 = j * stride[1]
            for ch in range(C):
                window = X[:, 0, r0:r0 + FH, c0:c0 + FW]
                dW[:, ch] += np.tensordot(out_grad[:, :, i, j], window, axes=(0, 0))
    return dW
