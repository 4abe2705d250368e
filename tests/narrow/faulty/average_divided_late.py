"""fault: avg-pool/divided-after-rounding | sums are rounded to float16 and bfloat16 before they are divided"""

import numpy as np


def avg_pool2d(input, kernel_size, stride=None, padding=0):
    (kh, kw), (sh, sw) = (v if isinstance(v, tuple) else (v, v) for v in (kernel_size, stride))
    seen = np.lib.stride_tricks.sliding_window_view(input, (kh, kw), axis=(2, 3))[:, :, ::sh, ::sw]
    total = seen.astype(np.float32).sum(axis=(4, 5)).astype(input.dtype)
    return (total.astype(np.float32) / np.float32(kh * kw)).astype(input.dtype)
