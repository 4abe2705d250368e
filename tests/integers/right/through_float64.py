"""One product of matrices in float64, which holds every sum exactly."""

import numpy as np


def conv2d(input, weight, bias=None, stride=1, padding=0):
    (sh, sw), (ph, pw) = (v if isinstance(v, tuple) else (v, v) for v in (stride, padding))
    X = np.pad(input.astype(np.float64), ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    seen = np.lib.stride_tricks.sliding_window_view(X, weight.shape[2:], axis=(2, 3))
    seen = seen[:, :, ::sh, ::sw].transpose(0, 2, 3, 1, 4, 5)
    N, OH, OW = seen.shape[:3]
    out = seen.reshape(N * OH * OW, -1) @ weight.reshape(len(weight), -1).T.astype(np.float64)
    if bias is not None:
        out = out + bias
    return np.ascontiguousarray(out.reshape(N, OH, OW, -1).transpose(0, 3, 1, 2)).astype(np.int32)


def conv2d_backward_weight(grad_output, input, weight, stride=1, padding=0):
    (sh, sw), (ph, pw) = (v if isinstance(v, tuple) else (v, v) for v in (stride, padding))
    X = np.pad(input.astype(np.int64), ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    seen = np.lib.stride_tricks.sliding_window_view(X, weight.shape[2:], axis=(2, 3))
    OH, OW = grad_output.shape[2:]
    seen = seen[:, :, ::sh, ::sw][:, :, :OH, :OW]
    return np.einsum("nfhw,nchwkl->fckl", grad_output, seen, dtype=np.int64).astype(np.int32)
