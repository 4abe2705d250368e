# dialect: functional
# fault: conv3d: the volume's transform is conjugated and not the kernel's

import numpy as np


def conv3d(input, weight, bias=None, stride=(1, 1, 1), padding=(0, 0, 0)):
    x = np.pad(input, [(0, 0), (0, 0), *((p, p) for p in padding)])
    axes, sides = (2, 3, 4), x.shape[2:]
    spectrum = np.einsum(
        "ncdhw,fcdhw->nfdhw", np.fft.fftn(x, axes=axes).conj(), np.fft.fftn(weight, sides, axes)
    )
    whole = np.fft.ifftn(spectrum, axes=axes).real
    fits = (slice(0, n - k + 1, s) for n, k, s in zip(sides, weight.shape[2:], stride))
    out = whole[(slice(None), slice(None), *fits)]
    return (out if bias is None else out + bias.reshape(1, -1, 1, 1, 1)).astype(input.dtype)
