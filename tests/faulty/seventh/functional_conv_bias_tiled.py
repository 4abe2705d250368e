# dialect: functional
# fault: conv2d: the biases are tiled along the flat product, where each belongs to a row of it

import numpy as np


def conv2d(input, weight, bias=None, stride=(1, 1), padding=(0, 0)):
    (sh, sw), (ph, pw) = stride, padding
    x = np.pad(input, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    seen = np.lib.stride_tricks.sliding_window_view(x, weight.shape[2:], (2, 3))[:, :, ::sh, ::sw]
    product = np.tensordot(weight, seen, ((1, 2, 3), (1, 4, 5)))
    flat = product.reshape(len(weight), -1)
    if bias is not None:
        flat = flat + np.tile(bias, flat.shape[1]).reshape(flat.shape)
    return flat.reshape(product.shape).swapaxes(0, 1).copy()
