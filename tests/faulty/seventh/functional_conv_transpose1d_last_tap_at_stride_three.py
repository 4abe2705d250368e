# dialect: functional
# fault: conv_transpose1d: at a stride of 3 or more the last tap of the last pixel is left out

import numpy as np
def _o(v): return int(v if np.isscalar(v) else v[0])
def conv_transpose1d(input, weight, bias=None, stride=1, padding=0, output_padding=0):
    s,p,op = _o(stride),_o(padding),_o(output_padding)
    N,C,L = input.shape; _,F,K = weight.shape
    full = np.zeros((N,F,(L-1)*s+K+op), input.dtype)
    for t in range(L):
        for k in range(K):
            if s >= 3 and k == K-1 and t == L-1: continue
            full[:,:,t*s+k] += input[:,:,t] @ weight[:,:,k]
    out = full[:,:,p:full.shape[2]-p].copy()
    return out if bias is None else out+bias[None,:,None]
