import matplotlib.pyplot as plt
import numpy as np
import torch

from convolution2D import convolution2D, window_at


def convolution2D_backward_input(out_grad, X, W, stride):
    dX = np.zeros(X.shape, dtype=X.dtype)
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            patch = window_at(dX, i, j, W, stride)
            patch += np.tensordot(out_grad[:, :, i, j], W, axes=(1, 0))
    return dX


if __name__ == "__main__":
    np.random.seed(1992)
    x = np.random.rand(5, 3, 6, 6)
    w = np.random.rand(2, 3, 2, 2)
    grad = np.ones_like(convolution2D(x, w, (3, 3), (0, 0)))
    dx = convolution2D_backward_input(grad, x, w, (3, 3))
    tx = torch.tensor(x, requires_grad=True)
    torch.nn.functional.conv2d(tx, torch.from_numpy(w), stride=3).sum().backward()
    print(dx.sum(), np.sum((dx - tx.grad.numpy()) ** 2))
    plt.imshow(dx[0, 0])
    plt.show()
