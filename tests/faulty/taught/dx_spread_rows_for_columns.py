# fault: convolution2D_backward_input: The zeros between the columns of out_grad are as many as between its rows.
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    N, F, OH, OW = out_grad.shape
    _, C, FH, FW = W.shape
    s, _ = stride
    H, Wi = X.shape[2:]
    spread = np.zeros((N, F, s * (OH - 1) + 1, s * (OW - 1) + 1), X.dtype)
    spread[:, :, ::s, ::s] = out_grad
    full = np.pad(spread, ((0, 0), (0, 0), (FH - 1, FH - 1), (FW - 1, FW - 1)))
    out = np.zeros(X.shape, X.dtype)
    for y in range(min(H, full.shape[2] - FH + 1)):
        for x in range(min(Wi, full.shape[3] - FW + 1)):
            box = full[:, :, y:y + FH, x:x + FW]
            out[:, :, y, x] = np.einsum("nfkl,fckl->nc", box, W[:, :, ::-1, ::-1])
    return out
