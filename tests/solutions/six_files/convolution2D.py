import matplotlib.pyplot as plt
import numpy as np
import torch

from zero_padding import zero_padding


def window_at(X, i, j, W, stride):
    """The patch that output (i, j) sees, (N, C, FH, FW), as a view."""
    top, left = i * stride[0], j * stride[1]
    return X[:, :, top : top + W.shape[2], left : left + W.shape[3]]


def convolution2D(X, W, stride, padding):
    X_pad = zero_padding(X, padding)
    N, _, H, Wd = X_pad.shape
    F, _, FH, FW = W.shape
    OH = 1 + int(np.floor((H - FH) / stride[0]))
    OW = 1 + int(np.floor((Wd - FW) / stride[1]))
    out = np.zeros((N, F, OH, OW), dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            patch = window_at(X_pad, i, j, W, stride)
            out[:, :, i, j] = np.tensordot(patch, W, axes=([1, 2, 3], [1, 2, 3]))
    return out


if __name__ == "__main__":
    np.random.seed(1973)
    x = np.random.rand(2, 3, 23, 20)
    w = np.random.rand(7, 3, 6, 6)
    out = convolution2D(x, w, (3, 6), (2, 3))
    ref = torch.nn.functional.conv2d(
        torch.from_numpy(x), torch.from_numpy(w), stride=(3, 6), padding=(2, 3)
    )
    print(out.shape, tuple(ref.shape), np.sum((out - ref.numpy()) ** 2))
    plt.imshow(out[0, 0])
    plt.colorbar()
    plt.show()
