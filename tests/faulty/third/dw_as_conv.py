# fault: convolution2D_backward_filter: The gradient is not spread out by the stride before it is slid over the image.
# fault: convolution2D_backward_filter: Images and gradients are summed over the batch before they are multiplied.
import numpy as np


def spread(g, sh, sw):
    n, f, h, w = g.shape
    out = np.zeros((n, f, (h - 1) * sh + 1, (w - 1) * sw + 1), dtype=g.dtype)
    out[:, :, ::sh, ::sw] = g
    return out


def convolution2D_backward_filter(out_grad, X, W, stride):
    F, C, FH, FW = W.shape
    g = out_grad
    gh, gw = g.shape[2:]
    dW = np.zeros((F, C, FH, FW), dtype=X.dtype)
    g = g.sum(axis=0)
    img = X.sum(axis=0)
    for k in range(FH):
        for l in range(FW):
            dW[:, :, k, l] = np.einsum("fij,cij->fc", g, img[:, k:k + gh, l:l + gw])
    return dW
