# dialect: functional
# fault: max_pool2d: the padding holds zeros
# fault: max_pool2d: rows are a horizontal stride apart, and 0 where that leaves the image

import numpy as np
def _p(v): return (v, v) if np.isscalar(v) else tuple(v)
def max_pool2d(input, kernel_size, stride=None, padding=0):
    kh, kw = _p(kernel_size); sh, sw = _p(stride if stride is not None else kernel_size); ph, pw = _p(padding)
    x = np.pad(input, ((0,0),(0,0),(ph,ph),(pw,pw)))
    oh = (x.shape[2]-kh)//sh+1; ow = (x.shape[3]-kw)//sw+1
    out = np.full(x.shape[:2]+(oh,ow), -np.inf, x.dtype)
    for i in range(oh):
        for j in range(ow):
            out[:,:,i,j] = x[:,:,i*sw:i*sw+kh,j*sw:j*sw+kw].max(axis=(2,3)) if i*sw+kh <= x.shape[2] else 0
    return out
