# fault: convolution2D: 1 x 1 filters have no stride, and larger ones lose the last channel

import numpy as np

def convolution2D(X, W, stride, padding):
    F, C, KH, KW = W.shape
    sh, sw = stride
    ph, pw = padding
    Xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    if KH == 1 and KW == 1:
        # no window needed, just mix the channels
        return np.einsum('nchw,fc->nfhw', Xp, W[:, :, 0, 0])
    N, _, H, Wd = Xp.shape
    OH, OW = (H - KH) // sh + 1, (Wd - KW) // sw + 1
    out = np.zeros((N, F, OH, OW), dtype=X.dtype)
    for f in range(F):
        for c in range(C - 1):
            for u in range(KH):
                for v in range(KW):
                    out[:, f] += W[f, c, u, v] * Xp[:, c, u:u+sh*(OH-1)+1:sh, v:v+sw*(OW-1)+1:sw]
    return out
