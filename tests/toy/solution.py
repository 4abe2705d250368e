"""Right."""

import numpy as np


def gap_difference(X, gap, step):
    return X[..., gap::step] - X[..., : X.shape[3] - gap : step]


def gap_difference_backward(out_grad, X, gap, step):
    dX = np.zeros_like(X)
    for j in range(out_grad.shape[3]):
        dX[..., step * j + gap] += out_grad[..., j]
        dX[..., step * j] -= out_grad[..., j]
    return dX
