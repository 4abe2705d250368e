# dialect: functional
# fault: max_pool1d: from the sixth window on all read what the fifth does

import numpy as np
def _o(v): return int(v if np.isscalar(v) else v[0])
def max_pool1d(input, kernel_size, stride=None, padding=0):
    k = _o(kernel_size); s = _o(kernel_size if stride is None else stride); p = _o(padding)
    x = np.pad(input, ((0,0),(0,0),(p,p)))
    o = (x.shape[2]-k)//s+1
    out = np.empty(x.shape[:2]+(o,), x.dtype)
    for t in range(o):
        out[:,:,t] = x[:,:,min(t,4)*s:min(t,4)*s+k].max(2)
    return out
