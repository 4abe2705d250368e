# fault: convolution2D: as_strided of the padded image has the strides of X

import numpy as np
from numpy.lib.stride_tricks import as_strided


def convolution2D(X, W, stride, padding):
    sh, sw = stride; ph, pw = padding
    N, C, H, L = X.shape
    F, _, KH, KW = W.shape
    P = np.ascontiguousarray(np.pad(X, ((0,0),(0,0),(ph,ph),(pw,pw))))
    OH, OW = (H+2*ph-KH)//sh+1, (L+2*pw-KW)//sw+1
    a, b, c, d = np.ascontiguousarray(X).strides
    v = as_strided(P, (N, C, OH, OW, KH, KW), (a, b, c*sh, d*sw, c, d))
    return np.tensordot(v, W, axes=([1,4,5],[1,2,3])).transpose(0, 3, 1, 2).copy()
