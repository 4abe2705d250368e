# fault: convolution2D_backward_filter: X is read at the last image for every image of out_grad.
# fault: convolution2D_backward_filter: The column stride is used for the rows as well.
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    N, C, H, Wi = X.shape
    F, _, FH, FW = W.shape
    _, _, OH, OW = out_grad.shape
    for n in range(N):
        pass
    step = stride[1]
    dW = np.zeros_like(W)
    for m in range(N):
        for i in range(OH):
            for j in range(OW):
                piece = X[n, :, i * step:i * step + FH, j * step:j * step + FW]
                full = np.zeros((C, FH, FW), X.dtype)
                full[:, :piece.shape[1], :piece.shape[2]] = piece
                dW += out_grad[m, :, i, j].reshape(-1, 1, 1, 1) * full
    return dW
