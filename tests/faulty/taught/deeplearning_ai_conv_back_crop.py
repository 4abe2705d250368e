# dialect: deeplearning_ai
# fault: conv_backward: dA_prev is taken from the padded gradient at [pad:-pad], the width too, which is empty without padding.
# fault: conv_backward: dW is overwritten by every position.
import numpy as np


def zero_pad(X, pad):
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))


def conv_forward(A_prev, W, b, hparameters):
    s, p = hparameters["stride"], hparameters["pad"]
    A = zero_pad(A_prev, p)
    f = W.shape[0]
    nh, nw = (A.shape[1] - f) // s + 1, (A.shape[2] - f) // s + 1
    Z = np.zeros((len(A), nh, nw, W.shape[3]), A.dtype)
    for h in range(nh):
        for w in range(nw):
            Z[:, h, w] = np.tensordot(A[:, h * s:h * s + f, w * s:w * s + f], W, 3)
    return Z + b, (A_prev, W, b, hparameters)


def conv_backward(dZ, cache):
    A_prev, W, b, hparameters = cache
    s, p = hparameters["stride"], hparameters["pad"]
    f = W.shape[0]
    A = zero_pad(A_prev, p)
    dA, dW = np.zeros_like(A), np.zeros_like(W)
    for h in range(dZ.shape[1]):
        for w in range(dZ.shape[2]):
            sl = np.s_[:, h * s:h * s + f, w * s:w * s + f, :]
            dA[sl] += np.einsum("mc,ijkc->mijk", dZ[:, h, w], W)
            dW = np.einsum("mc,mijk->ijkc", dZ[:, h, w], A[sl])
    db = dZ.sum(axis=(0, 1, 2), keepdims=True)
    return dA[:, p:-p, p:-p, :], dW, db
