# fault: convolution2D_backward_input: the buffer is kept between calls and cleared only when the shape changes
import numpy as np

_last = None


def convolution2D_backward_input(out_grad, X, W, stride):
    global _last
    if _last is None or _last.shape != X.shape or _last.dtype != X.dtype:
        _last = np.zeros(X.shape, dtype=X.dtype)
    sh, sw = stride
    FH, FW = W.shape[2:]
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            _last[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW] += np.tensordot(out_grad[:, :, i, j], W, axes=(1, 0))
    return _last
