# fault: convolution2D: The columns are taken tap by tap and channel by channel, the filters channel by channel and tap by tap.
import numpy as np


def convolution2D(X, W, stride, padding):
    N, C, H, Wi = X.shape
    F, _, FH, FW = W.shape
    Xp = np.pad(X, [(0, 0)] * 2 + [(p, p) for p in padding])
    oh, ow = (Xp.shape[2] - FH) // stride[0] + 1, (Xp.shape[3] - FW) // stride[1] + 1
    rows = []
    for k in range(FH):
        for l in range(FW):
            for c in range(C):
                rows.append(Xp[:, c, k:k + stride[0] * (oh - 1) + 1:stride[0], l:l + stride[1] * (ow - 1) + 1:stride[1]].ravel())
    out = W.reshape(F, -1) @ np.array(rows)
    return out.reshape(F, N, oh, ow).transpose(1, 0, 2, 3).astype(X.dtype)
