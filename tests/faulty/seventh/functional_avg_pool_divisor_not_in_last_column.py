# dialect: functional
# fault: avg_pool2d: with a divisor the sums of the last column are not divided

import numpy as np
def _p(v): return (v, v) if np.isscalar(v) else tuple(v)
def avg_pool2d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None):
    kh, kw = _p(kernel_size); sh, sw = _p(kernel_size if stride is None else stride); ph, pw = _p(padding)
    N,C,H,W = input.shape
    def osz(L,k,s,p):
        n = L+2*p-k
        o = (-(-n//s) if ceil_mode else n//s)+1
        if ceil_mode and (o-1)*s >= L+p: o -= 1
        return o
    OH, OW = osz(H,kh,sh,ph), osz(W,kw,sw,pw)
    out = np.zeros((N,C,OH,OW), input.dtype)
    for i in range(OH):
        for j in range(OW):
            h0, w0 = i*sh-ph, j*sw-pw
            h1, w1 = min(h0+kh, H+ph), min(w0+kw, W+pw)
            area = (h1-h0)*(w1-w0)
            a,b,c,d = max(h0,0), min(h1,H), max(w0,0), min(w1,W)
            if not count_include_pad: area = (b-a)*(d-c)
            tot = input[:,:,a:b,c:d].sum((2,3))
            if divisor_override is not None:
                area = divisor_override if j < OW-1 else 1
            out[:,:,i,j] = tot/area
    return out
