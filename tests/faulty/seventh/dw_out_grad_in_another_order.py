# fault: convolution2D_backward_filter: the columns are in the order (N, OH, OW), and out_grad is brought to (F, OH, OW, N)

import numpy as np
def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    N,F,oh,ow = out_grad.shape; _,C,kh,kw = W.shape
    cols = np.zeros((C,kh,kw,N,oh,ow), X.dtype)
    for i in range(kh):
        for j in range(kw):
            cols[:,i,j] = X[:,:,i:i+sh*(oh-1)+1:sh,j:j+sw*(ow-1)+1:sw].transpose(1,0,2,3)
    g = out_grad.transpose(1,2,3,0).reshape(F,-1)
    return (g @ cols.reshape(C*kh*kw,-1).T).reshape(F,C,kh,kw)
