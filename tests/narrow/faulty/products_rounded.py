"""fault: conv-forward/terms-in-narrow | products are rounded to float16 and bfloat16 before they are added up"""

import numpy as np


def conv2d(input, weight, bias=None, stride=1, padding=0):
    (sh, sw), (ph, pw) = (v if isinstance(v, tuple) else (v, v) for v in (stride, padding))
    dtype = input.dtype
    X = np.pad(input, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    F, C, KH, KW = weight.shape
    OH, OW = (X.shape[2] - KH) // sh + 1, (X.shape[3] - KW) // sw + 1
    out = np.zeros((len(X), F, OH, OW), np.float32)
    for c in range(C):
        for k in range(KH):
            for l in range(KW):
                pixels = X[:, c, k : k + sh * OH : sh, l : l + sw * OW : sw]
                out += (
                    (
                        pixels[:, None].astype(np.float32)
                        * weight[:, c, k, l].astype(np.float32)[:, None, None]
                    )
                    .astype(dtype)
                    .astype(np.float32)
                )
    if bias is not None:
        out += bias.astype(np.float32)[:, None, None]
    return out.astype(dtype)
