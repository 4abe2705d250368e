# fault: convolution2D_backward_input: The gradient is set to zero where X is not positive, which is the backward pass of a ReLU.
# fault: convolution2D_backward_input: The filters are flipped although each pixel is addressed directly.
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    N, F, OH, OW = out_grad.shape
    F, C, FH, FW = W.shape
    dX = np.zeros(X.shape, X.dtype)
    K = np.flip(W, axis=(2, 3))
    for n in range(N):
        for i in range(OH):
            for j in range(OW):
                for k in range(FH):
                    for l in range(FW):
                        dX[n, :, i * stride[0] + k, j * stride[1] + l] += out_grad[n, :, i, j] @ K[:, :, k, l]
    return dX * (X > 0)
