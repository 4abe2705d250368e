# dialect: deeplearning_ai
# fault: zero_pad: The zeros go around the last two axes, width and channels, instead of height and width.
import numpy as np


def zero_pad(X, pad):
    return np.pad(X, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="constant", constant_values=0)
