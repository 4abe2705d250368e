"""The six functions by im2col and col2im, in the way of the CS231n course notes."""

import numpy as np


def get_im2col_indices(x_shape, field_height, field_width, stride_h, stride_w):
    N, C, H, W = x_shape
    out_height = (H - field_height) // stride_h + 1
    out_width = (W - field_width) // stride_w + 1

    i0 = np.repeat(np.arange(field_height), field_width)
    i0 = np.tile(i0, C)
    i1 = stride_h * np.repeat(np.arange(out_height), out_width)
    j0 = np.tile(np.arange(field_width), field_height * C)
    j1 = stride_w * np.tile(np.arange(out_width), out_height)
    i = i0.reshape(-1, 1) + i1.reshape(1, -1)
    j = j0.reshape(-1, 1) + j1.reshape(1, -1)
    k = np.repeat(np.arange(C), field_height * field_width).reshape(-1, 1)
    return k, i, j


def im2col_indices(x, field_height, field_width, stride_h, stride_w):
    """(C * field_height * field_width, OH * OW * N); the batch varies fastest."""
    k, i, j = get_im2col_indices(x.shape, field_height, field_width, stride_h, stride_w)
    cols = x[:, k, i, j]
    C = x.shape[1]
    return cols.transpose(1, 2, 0).reshape(field_height * field_width * C, -1)


def col2im_indices(cols, x_shape, field_height, field_width, stride_h, stride_w):
    N, C, H, W = x_shape
    x = np.zeros((N, C, H, W), dtype=cols.dtype)
    k, i, j = get_im2col_indices(x_shape, field_height, field_width, stride_h, stride_w)
    cols_reshaped = cols.reshape(C * field_height * field_width, -1, N).transpose(2, 0, 1)
    np.add.at(x, (slice(None), k, i, j), cols_reshaped)
    return x


def zero_padding(X, padding):
    ph, pw = padding
    N, C, IH, IW = X.shape
    rows = np.zeros((N, C, ph, IW), dtype=X.dtype)
    X_pad = np.concatenate([rows, X, rows], axis=2)
    columns = np.zeros((N, C, IH + 2 * ph, pw), dtype=X.dtype)
    return np.concatenate([columns, X_pad, columns], axis=3)


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    F, _, FH, FW = W.shape
    X_pad = zero_padding(X, padding)
    N, _, H, Wd = X_pad.shape
    OH, OW = (H - FH) // sh + 1, (Wd - FW) // sw + 1
    X_cols = im2col_indices(X_pad, FH, FW, sh, sw)
    res = W.reshape(F, -1) @ X_cols
    return res.reshape(F, OH, OW, N).transpose(3, 0, 1, 2)


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    F, _, FH, FW = W.shape
    X_cols = im2col_indices(X, FH, FW, sh, sw)
    dout = out_grad.transpose(1, 2, 3, 0).reshape(F, -1)
    return (dout @ X_cols.T).reshape(W.shape)


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    F, _, FH, FW = W.shape
    dout = out_grad.transpose(1, 2, 3, 0).reshape(F, -1)
    dX_cols = W.reshape(F, -1).T @ dout
    return col2im_indices(dX_cols, X.shape, FH, FW, sh, sw)


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    OH, OW = (H - f) // s + 1, (W - f) // s + 1
    X_cols = im2col_indices(X.reshape(N * C, 1, H, W), f, f, s, s)
    return X_cols.max(axis=0).reshape(OH, OW, N, C).transpose(2, 3, 0, 1)


def pool_back(grad_pool, X, f, s):
    N, C, H, W = X.shape
    OH, OW = (H - f) // s + 1, (W - f) // s + 1
    whole = np.zeros((N, C, OH, OW), dtype=X.dtype)
    whole[:, :, : grad_pool.shape[2], : grad_pool.shape[3]] = grad_pool
    X_cols = im2col_indices(X.reshape(N * C, 1, H, W), f, f, s, s)
    dX_cols = np.zeros_like(X_cols)
    winner = X_cols.argmax(axis=0)
    dX_cols[winner, np.arange(winner.size)] = whole.transpose(2, 3, 0, 1).ravel()
    return col2im_indices(dX_cols, (N * C, 1, H, W), f, f, s, s).reshape(X.shape)
