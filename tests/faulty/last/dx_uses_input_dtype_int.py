# fault: convolution2D_backward_input: the result is cut to integers
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    dX = np.zeros(X.shape, int)
    kh, kw = W.shape[2:]
    with np.errstate(all="ignore"):
        for i in range(out_grad.shape[2]):
            for j in range(out_grad.shape[3]):
                a, b = i * stride[0], j * stride[1]
                dX[:, :, a:a + kh, b:b + kw] += np.tensordot(out_grad[:, :, i, j], W, ([1], [0])).astype(int)
    return dX.astype(X.dtype)
