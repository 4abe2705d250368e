# fault: convolution2D: values are collected filter by filter but reshaped as if they came image by image
# fault: convolution2D: the border is padded with copies of the edge pixels instead of zeros

import numpy as np


def convolution2D(X, W, stride, padding):
    (sh, sw), (ph, pw) = stride, padding
    Xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)), mode="edge")
    F, _, FH, FW = W.shape
    OH = 1 + (Xp.shape[2] - FH) // sh
    OW = 1 + (Xp.shape[3] - FW) // sw
    values = []
    for kernel in W:
        for img in Xp:
            for i in range(OH):
                for j in range(OW):
                    patch = img[:, i * sh:i * sh + FH, j * sw:j * sw + FW]
                    values.append(np.sum(patch * kernel))
    return np.array(values, dtype=X.dtype).reshape(len(X), F, OH, OW)
