# fault: zero_padding: The inside is addressed as ph:-ph and pw:-pw, which is empty when a padding is 0, so the assignment raises.
import numpy as np


def zero_padding(X, padding):
    N, C, IH, IW = X.shape
    padded = np.zeros((N, C, IH + 2 * padding[0], IW + 2 * padding[1]), X.dtype)
    padded[:, :, padding[0]:-padding[0], padding[1]:-padding[1]] = X
    return padded
