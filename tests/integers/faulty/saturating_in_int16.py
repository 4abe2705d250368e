"""fault: conv-forward/sums-saturate-int16 | sums are cut off at -32768 and 32767, as int16 ends there"""

import numpy as np


def conv2d(input, weight, bias=None, stride=1, padding=0):
    (sh, sw), (ph, pw) = (v if isinstance(v, tuple) else (v, v) for v in (stride, padding))
    F, C, KH, KW = weight.shape
    X = np.pad(input.astype(np.int32), ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    OH, OW = (X.shape[2] - KH) // sh + 1, (X.shape[3] - KW) // sw + 1
    out = np.zeros((len(X), F, OH, OW), np.int32)
    for c in range(C):
        for k in range(KH):
            for l in range(KW):
                pixels = X[:, c, k : k + sh * OH : sh, l : l + sw * OW : sw]
                out += pixels[:, None] * weight[:, c, k, l][:, None, None]
    if bias is not None:
        out = out + bias[:, None, None]
    out = np.clip(out, -32768, 32767)
    return out.astype(np.int32)
