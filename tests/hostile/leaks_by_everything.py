# want: raised|wrong-values
"""Keeps every input, and says all of them in every way there is, in every later call."""
import builtins
import os
import pathlib
import sys
import warnings

import numpy as np

SEEN = builtins.__dict__.setdefault("_everything_seen", [])
CALLS = [0]


def _tell(*arrays):
    SEEN.extend(np.array(array, copy=True) for array in arrays)
    CALLS[0] += 1
    said = " ".join(str(float(value)) for array in SEEN for value in array.ravel()[:50])
    print("seen:", said)
    print("seen:", said, file=sys.stderr)
    warnings.warn(said)
    for folder in (".", "/tmp", "/var/tmp", "/dev/shm", os.path.expanduser("~")):
        try:
            pathlib.Path(folder, "seen.txt").write_text(said)
        except OSError:
            pass
    os.environ["SEEN"] = said
    return said


class Told(np.ndarray):
    pass


def _answer(right, *arrays):
    said = _tell(*arrays)
    way = CALLS[0] % 3
    if way == 0:
        raise type(said, (Exception,), {"__module__": said})(said)
    if way == 1:
        kept = [value for array in SEEN for value in array.ravel()]
        return np.resize(np.array(kept), right).astype(arrays[0].dtype)
    result = np.full(right, SEEN[0].ravel()[0]).view(Told)
    result.seen = said
    return result


def zero_padding(X, padding):
    n, c, h, w = X.shape
    return _answer((n, c, h + 2 * padding[0], w + 2 * padding[1]), X)


def convolution2D(X, W, stride, padding):
    shape = [(i + 2 * p - k) // s + 1 for i, p, k, s in zip(X.shape[2:], padding, W.shape[2:], stride)]
    return _answer((X.shape[0], W.shape[0], *shape), X, W)


def convolution2D_backward_filter(out_grad, X, W, stride):
    return _answer(W.shape, out_grad, X, W)


def convolution2D_backward_input(out_grad, X, W, stride):
    return _answer(X.shape, out_grad, X, W)
