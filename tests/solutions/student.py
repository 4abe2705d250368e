# CNN assignment, my solution
# TODO clean this up before submitting!!
import torch
import torch.nn.functional as F
import matplotlib.pyplot as plt
import numpy as np
import time

DEBUG = False
print("cnn assignment loaded")


def dprint(*a):
    if DEBUG:
        print(*a)


# how many steps fit
def howmany(n, k, s):
    count = 0
    pos = 0
    while pos + k <= n:
        count = count + 1
        pos = pos + s
    return count


def get_window(img, i, j, k1, k2):
    return img[:, i:i + k1, j:j + k2]


def zero_padding(X, padding):
    p1 = padding[0]
    p2 = padding[1]
    result = []
    for n in range(len(X)):
        chans = []
        for c in range(len(X[n])):
            img = X[n][c]
            h = img.shape[0]
            w = img.shape[1]
            rows = []
            for i in range(p1):
                rows.append([0.0] * (w + 2 * p2))
            for i in range(h):
                row = [0.0] * p2
                for j in range(w):
                    row.append(img[i][j])
                row = row + [0.0] * p2
                rows.append(row)
            for i in range(p1):
                rows.append([0.0] * (w + 2 * p2))
            chans.append(rows)
        result.append(chans)
    result = np.array(result, dtype=X.dtype)
    print("zero_padding: ", X.shape, "->", result.shape)
    return result


def convolution2D(X, W, stride, padding):
    Xp = zero_padding(X, padding)
    nf = W.shape[0]
    kh = W.shape[2]
    kw = W.shape[3]
    oh = howmany(Xp.shape[2], kh, stride[0])
    ow = howmany(Xp.shape[3], kw, stride[1])
    dprint("out size", oh, ow)
    out = []
    for n in range(Xp.shape[0]):
        img = Xp[n]
        maps = []
        for f in range(nf):
            m = []
            for i in range(oh):
                row = []
                for j in range(ow):
                    win = get_window(img, i * stride[0], j * stride[1], kh, kw)
                    # elementwise product then sum everything
                    row.append((win * W[f]).sum())
                m.append(row)
            maps.append(m)
        out.append(maps)
    out = np.array(out, dtype=X.dtype)
    print("conv out", out.shape)
    return out


def convolution2D_backward_filter(out_grad, X, W, stride):
    # dL/dW[f] = sum over all the positions of  grad * window
    dW = []
    for f in range(W.shape[0]):
        d = np.zeros_like(W[f])
        for n in range(X.shape[0]):
            for i in range(out_grad.shape[2]):
                for j in range(out_grad.shape[3]):
                    win = get_window(X[n], i * stride[0], j * stride[1], W.shape[2], W.shape[3])
                    d = d + out_grad[n, f, i, j] * win
        dW.append(d)
    dW = np.array(dW)
    dprint(dW)
    return dW.astype(W.dtype)


def convolution2D_backward_input(out_grad, X, W, stride):
    all_imgs = []
    for n in range(X.shape[0]):
        d = np.zeros(X[n].shape, dtype=X.dtype)
        for f in range(W.shape[0]):
            for i in range(out_grad.shape[2]):
                for j in range(out_grad.shape[3]):
                    a = i * stride[0]
                    b = j * stride[1]
                    d[:, a:a + W.shape[2], b:b + W.shape[3]] += out_grad[n, f, i, j] * W[f]
        all_imgs.append(d)
    return np.array(all_imgs)


def my_max(win):
    # returns value and where it is. first one wins!! (>= was WRONG, lost 1 hour)
    best = win[0, 0]
    bi = 0
    bj = 0
    for i in range(win.shape[0]):
        for j in range(win.shape[1]):
            if win[i, j] > best:
                best = win[i, j]
                bi = i
                bj = j
    if np.isnan(win).any():
        best = np.nan
    return best, bi, bj


def pool_forward(X, f, s):
    out = []
    for n in range(X.shape[0]):
        o1 = []
        for c in range(X.shape[1]):
            o2 = []
            for i in range(howmany(X.shape[2], f, s)):
                o3 = []
                for j in range(howmany(X.shape[3], f, s)):
                    o3.append(my_max(X[n, c, i * s:i * s + f, j * s:j * s + f])[0])
                o2.append(o3)
            o1.append(o2)
        out.append(o1)
    out = np.array(out, dtype=X.dtype)
    print("pooled", out.shape)
    return out


def pool_back(grad_pool, X, f, s):
    dX = np.zeros(X.shape)
    for n in range(X.shape[0]):
        for c in range(X.shape[1]):
            for i in range(grad_pool.shape[2]):
                for j in range(grad_pool.shape[3]):
                    _, bi, bj = my_max(X[n, c, i * s:i * s + f, j * s:j * s + f])
                    dX[n, c, i * s + bi, j * s + bj] = dX[n, c, i * s + bi, j * s + bj] + grad_pool[n, c, i, j]
    return dX.astype(X.dtype)


if __name__ == "__main__":
    np.random.seed(1968)
    x = np.random.rand(2, 3, 4, 4)
    x_pad = zero_padding(x, (3, 2))
    fig, ax = plt.subplots(1, 2)
    ax[0].set_title("x")
    ax[0].imshow(x[0, 0])
    ax[1].set_title("x_pad")
    ax[1].imshow(x_pad[0, 0])
    plt.show()

    np.random.seed(1973)
    x = np.random.rand(2, 3, 23, 20)
    w = np.random.rand(7, 3, 6, 6)
    t0 = time.time()
    mine = convolution2D(x, w, (3, 6), (2, 3))
    print("took", time.time() - t0)
    torchs = F.conv2d(torch.tensor(x), torch.tensor(w), stride=(3, 6), padding=(2, 3)).numpy()
    print(mine.shape, torchs.shape)
    print("error", np.sum((mine - torchs) ** 2))

    tx = torch.tensor(x, requires_grad=True)
    y = F.max_pool2d(tx, 2, 1)
    y.backward(torch.ones_like(y))
    print("pool grad error", np.abs(tx.grad.numpy() - pool_back(np.ones(y.shape), x, 2, 1)).max())
