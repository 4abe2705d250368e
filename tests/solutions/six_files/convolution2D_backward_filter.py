import matplotlib.pyplot as plt
import numpy as np
import torch

from convolution2D import convolution2D, window_at


def convolution2D_backward_filter(out_grad, X, W, stride):
    dW = np.zeros(W.shape, dtype=W.dtype)
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            patch = window_at(X, i, j, W, stride)
            dW += np.tensordot(out_grad[:, :, i, j], patch, axes=(0, 0))
    return dW


if __name__ == "__main__":
    np.random.seed(1345)
    x = np.random.rand(2, 3, 10, 10)
    w = np.random.rand(7, 3, 4, 4)
    grad = np.ones_like(convolution2D(x, w, (2, 2), (0, 0)))
    dw = convolution2D_backward_filter(grad, x, w, (2, 2))
    tw = torch.tensor(w, requires_grad=True)
    torch.nn.functional.conv2d(torch.from_numpy(x), tw, stride=2).sum().backward()
    print(dw.sum(), np.sum((dw - tw.grad.numpy()) ** 2))
    plt.imshow(dw[0, 0])
    plt.show()
