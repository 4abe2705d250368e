# fault: convolution2D: np.pad gets (ph, pw) as before and after of both axes, so the rows get pw zeros below and the columns ph zeros at the left.
# fault: convolution2D: The filters are flipped in both directions, which is true convolution and not cross-correlation.
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    sh, sw = stride
    X = np.pad(X, ((0, 0), (0, 0), (ph, pw), (ph, pw)))
    kernel = W[:, :, ::-1, ::-1]
    wins = sliding_window_view(X, kernel.shape[-2:], axis=(-2, -1))
    wins = wins[..., ::sh, ::sw, :, :]
    return np.einsum("bcyxkl,fckl->bfyx", wins, kernel)
