# fault: pool_forward: channels lie last where windows are flattened

import numpy as np


def pool_forward(X, f, s):
    seen = np.lib.stride_tricks.sliding_window_view(X, (f, f), (2, 3))[:, :, ::s, ::s]
    N, C, OH, OW = seen.shape[:4]
    rows = seen.transpose(0, 2, 3, 4, 5, 1).reshape(-1, f * f)
    return rows.max(axis=1).reshape(N, OH, OW, C).transpose(0, 3, 1, 2).copy()
