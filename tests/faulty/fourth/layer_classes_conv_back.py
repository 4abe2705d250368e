# dialect: layer_classes
# fault: Convolution.backward: dW of shape (C*FH*FW, F) is reshaped to the filters without being transposed
# fault: Convolution.backward: the gradient is cut out of the padded one from pad to H instead of to pad + H

import numpy as np


def im2col(img, fh, fw, stride):
    N, C, H, W = img.shape
    oh, ow = (H - fh) // stride + 1, (W - fw) // stride + 1
    col = np.zeros((N, C, fh, fw, oh, ow), dtype=img.dtype)
    for y in range(fh):
        for x in range(fw):
            col[:, :, y, x] = img[:, :, y:y + stride * (oh - 1) + 1:stride, x:x + stride * (ow - 1) + 1:stride]
    return col.transpose(0, 4, 5, 1, 2, 3).reshape(N * oh * ow, -1)


class Convolution:
    def __init__(self, W, b, stride=1, pad=0):
        self.W = W
        self.b = b
        self.stride = stride
        self.pad = pad
        self.dW = None
        self.db = None

    def forward(self, x):
        FN, C, FH, FW = self.W.shape
        N, C, H, W = x.shape
        p, s = self.pad, self.stride
        padded = np.pad(x, [(0, 0), (0, 0), (p, p), (p, p)])
        OH = 1 + (H + 2 * p - FH) // s
        OW = 1 + (W + 2 * p - FW) // s
        self.col = im2col(padded, FH, FW, s)
        self.x_shape = x.shape
        out = self.col @ self.W.reshape(FN, -1).T + self.b
        return out.reshape(N, OH, OW, FN).transpose(0, 3, 1, 2)

    def backward(self, dout):
        FN, C, FH, FW = self.W.shape
        N, C, H, W = self.x_shape
        OH, OW = dout.shape[2:]
        p, s = self.pad, self.stride
        dout = dout.transpose(0, 2, 3, 1).reshape(-1, FN)
        self.db = dout.sum(axis=0)
        self.dW = np.dot(self.col.T, dout).reshape(FN, C, FH, FW)
        dcol = np.dot(dout, self.W.reshape(FN, -1))
        dcol = dcol.reshape(N, OH, OW, C, FH, FW).transpose(0, 3, 4, 5, 1, 2)
        img = np.zeros((N, C, H + 2 * p, W + 2 * p), dtype=dcol.dtype)
        for y in range(FH):
            for x in range(FW):
                img[:, :, y:y + s * (OH - 1) + 1:s, x:x + s * (OW - 1) + 1:s] += dcol[:, :, y, x]
        return img[:, :, p:H, p:W]
