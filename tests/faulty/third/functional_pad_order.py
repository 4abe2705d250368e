# dialect: functional
# fault: pad: The four numbers are read as top, bottom, left, right instead of left, right, top, bottom.
import numpy as np


def pad(input, pad):
    top, bottom, left, right = pad
    n, c, h, w = input.shape
    out = np.zeros((n, c, h + top + bottom, w + left + right), dtype=input.dtype)
    out[:, :, top:top + h, left:left + w] = input
    return out
