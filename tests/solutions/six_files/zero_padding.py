import matplotlib.pyplot as plt
import numpy as np
import torch


def zero_padding(X, padding):
    """Zeros around the last two axes, without np.pad."""
    ph, pw = padding
    N, C, IH, IW = X.shape
    X_pad = np.zeros((N, C, IH + 2 * ph, IW + 2 * pw), dtype=X.dtype)
    for i in range(IH):
        X_pad[:, :, ph + i, pw : pw + IW] = X[:, :, i]
    return X_pad


if __name__ == "__main__":
    np.random.seed(1968)
    x = np.random.rand(2, 3, 4, 4)
    x_pad = zero_padding(x, (3, 2))
    print("x_pad.shape =", x_pad.shape)
    print(np.abs(x_pad - torch.nn.functional.pad(torch.from_numpy(x), (2, 2, 3, 3)).numpy()).max())
    fig, axarr = plt.subplots(1, 2)
    axarr[0].set_title("x")
    axarr[0].imshow(x[0, 0, :, :])
    axarr[1].set_title("x_pad")
    axarr[1].imshow(x_pad[0, 0, :, :])
    plt.show()
