"""fault: conv-forward/sums-wrap | sums are kept in int8, and wrap around"""

import numpy as np


def conv2d(input, weight, bias=None, stride=1, padding=0):
    (sh, sw), (ph, pw) = (v if isinstance(v, tuple) else (v, v) for v in (stride, padding))
    F, C, KH, KW = weight.shape
    X = np.pad(input, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    OH, OW = (X.shape[2] - KH) // sh + 1, (X.shape[3] - KW) // sw + 1
    out = np.zeros((len(X), F, OH, OW), np.int8)
    for c in range(C):
        for k in range(KH):
            for l in range(KW):
                pixels = X[:, c, k : k + sh * OH : sh, l : l + sw * OW : sw]
                out += (pixels[:, None] * weight[:, c, k, l][:, None, None]).astype(np.int8)
    out = out.astype(np.int32)
    if bias is not None:
        out = out + bias[:, None, None]
    return out
