# fault: convolution2D: im2col reads channel c * sh, modulo C

import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride; ph, pw = padding
    X = np.pad(X, ((0,0),(0,0),(ph,ph),(pw,pw)))
    N, C, H, L = X.shape
    F, _, KH, KW = W.shape
    OH, OW = (H-KH)//sh+1, (L-KW)//sw+1
    cols = np.empty((N, C*KH*KW, OH*OW), X.dtype)
    r = 0
    for c in range(C):
        for k in range(KH):
            for l in range(KW):
                cols[:, r] = X[:, (c*sh) % C, k:k+sh*(OH-1)+1:sh, l:l+sw*(OW-1)+1:sw].reshape(N, -1)
                r += 1
    return (W.reshape(F, -1) @ cols).reshape(N, F, OH, OW)
