# fault: convolution2D: The image is padded only if both paddings are above zero.
# fault: convolution2D: The kernel is mirrored left to right.
import numpy as np


def convolution2D(X, W, stride, padding):
    if padding[0] > 0 and padding[1] > 0:
        X = np.pad(X, [(0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2])
    K = W[..., ::-1]
    oh = 1 + (X.shape[2] - W.shape[2]) // stride[0]
    ow = 1 + (X.shape[3] - W.shape[3]) // stride[1]
    out = np.empty((len(X), len(W), oh, ow), X.dtype)
    for i in range(oh):
        for j in range(ow):
            patch = X[:, :, i * stride[0]:, j * stride[1]:][:, :, :W.shape[2], :W.shape[3]]
            out[:, :, i, j] = np.tensordot(patch, K, axes=([1, 2, 3], [1, 2, 3]))
    return out
