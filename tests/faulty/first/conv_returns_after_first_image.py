# fault: convolution2D: returns inside the loop over the images, so the others stay zero
import numpy as np


def convolution2D(X, W, stride, padding):
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    n, c, h, w = X.shape
    f, _, kh, kw = W.shape
    oh, ow = (h - kh) // stride[0] + 1, (w - kw) // stride[1] + 1
    out = np.zeros((n, f, oh, ow), X.dtype)
    for b in range(n):
        for k in range(f):
            for i in range(oh):
                for j in range(ow):
                    a, z = i * stride[0], j * stride[1]
                    out[b, k, i, j] = (X[b, :, a:a + kh, z:z + kw] * W[k]).sum()
        return out
    return out
