"""A convolution in the toy dialect."""

import numpy as np


def cross(filters, image, *, how):
    assert (type(how["step"]), type(how["zeros"])) == (list, tuple)
    assert (how["note"], how["bias"]) == ("x", None)
    (sh, sw), (ph, pw) = how["step"], how["zeros"]
    X = np.pad(image, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    views = np.lib.stride_tricks.sliding_window_view(X, filters.shape[2:], axis=(2, 3))
    return np.einsum("nchwkl,fckl->nfhw", views[:, :, ::sh, ::sw], filters)
