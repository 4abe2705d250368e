# dialect: functional
# fault: conv2d: the columns are in the order (N, OH, OW), and the product is reshaped as if that were (OH, OW, N)

import numpy as np
def _p(v): return (v, v) if np.isscalar(v) else tuple(v)
def conv2d(input, weight, bias=None, stride=1, padding=0):
    sh, sw = _p(stride); ph, pw = _p(padding)
    x = np.pad(input, ((0,0),(0,0),(ph,ph),(pw,pw)))
    N, C, H, W = x.shape; F, C, kh, kw = weight.shape
    oh, ow = (H - kh)//sh + 1, (W - kw)//sw + 1
    rows = []
    for n in range(N):
        for i in range(oh):
            for j in range(ow):
                rows.append(x[n, :, i*sh:i*sh+kh, j*sw:j*sw+kw].ravel())
    cols = np.array(rows).T
    out = weight.reshape(F, -1).dot(cols)
    if bias is not None: out += bias.reshape(-1, 1)
    return out.reshape(F, oh, ow, N).transpose(3, 0, 1, 2).copy()
