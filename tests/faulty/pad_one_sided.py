# fault: zero_padding: the zeros go only above and to the left, on half the room
import numpy as np


def zero_padding(X, padding):
    N, C, H, W = X.shape
    top = np.zeros((N, C, padding[0], W), X.dtype)
    X = np.concatenate((top, X), axis=2)
    left = np.zeros((N, C, X.shape[2], padding[1]), X.dtype)
    return np.concatenate((left, X), axis=3)
