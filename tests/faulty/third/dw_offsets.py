# fault: convolution2D_backward_filter: The gradient is summed over all filters, so every filter gets the same result.
# fault: convolution2D_backward_filter: The gradient is turned by 180 degrees before it is multiplied with the pixels.
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    oh, ow = out_grad.shape[2:]
    F, C, FH, FW = W.shape
    g = out_grad[:, :, ::-1, ::-1]
    res = np.zeros((F, C, FH, FW), dtype=X.dtype)
    for f in range(F):
        gf = g.sum(axis=1)
        for c in range(C):
            for k in range(FH):
                for l in range(FW):
                    px = X[:, c, k:k + sh * (oh - 1) + 1:sh, l:l + sw * (ow - 1) + 1:sw]
                    res[f, c, k, l] = (gf * px).sum()
    return res
