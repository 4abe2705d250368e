"""The convolution as a sum of shifted images"""
import numpy as np


class Context:
    def __init__(self):
        self.saved_values = ()

    def save_for_backward(self, *values):
        self.saved_values = values


class Function:
    @classmethod
    def apply(cls, *args):
        inputs = [each if isinstance(each, Tensor) else Tensor.make([each], (1,)) for each in args]
        ctx = Context()
        out = cls.forward(ctx, *inputs)
        out.history = (cls, ctx, inputs)
        return out


class Tensor:
    def __init__(self, storage, shape, strides):
        self._storage, self.shape, self.strides = storage, tuple(shape), tuple(strides)
        self.history, self.grad, self.requires_grad = None, None, False

    @staticmethod
    def make(storage, shape):
        strides = [1]
        for length in reversed(shape[1:]):
            strides.append(strides[-1] * length)
        return Tensor(np.array(storage, dtype=np.float64), shape, strides[::-1])

    @property
    def size(self):
        return int(np.prod(self.shape))

    def tuple(self):
        return self._storage, self.shape, self.strides

    def zeros(self, shape):
        return Tensor.make(np.zeros(int(np.prod(shape))), shape)

    def permute(self, *order):
        strides = [self.strides[axis] for axis in order]
        return Tensor(self._storage, [self.shape[axis] for axis in order], strides)

    def to_numpy(self):
        strides = [8 * each for each in self.strides]
        return np.lib.stride_tricks.as_strided(self._storage, self.shape, strides).copy()

    def backward(self, grad_output=None):
        if grad_output is None:
            assert self.shape == (1,), "Must provide grad_output if non-scalar"
            grad_output = Tensor.make([1.0], (1,))
        if self.history is None:
            before = 0 if self.grad is None else self.grad.to_numpy()
            total = before + grad_output.to_numpy()
            self.grad = Tensor.make(total.reshape(-1), self.shape)
            return
        last_fn, ctx, inputs = self.history
        grads = last_fn.backward(ctx, grad_output)
        grads = grads if isinstance(grads, tuple) else (grads,)
        for each, grad in zip(inputs, grads):
            if isinstance(grad, Tensor):
                each.backward(grad)


def tensor(ls, requires_grad=False):
    cur = np.array(ls, dtype=np.float64)
    out = Tensor.make(cur.reshape(-1), cur.shape)
    out.requires_grad = requires_grad
    return out



def shifted(array, i, j):
    """The image moved up by i and to the left by j, with zeros behind it."""
    out = np.zeros_like(array)
    height, width = array.shape[2:]
    if i < height and j < width:
        out[:, :, : height - i, : width - j] = array[:, :, i:, j:]
    return out


def back(array, i, j):
    out = np.zeros_like(array)
    height, width = array.shape[2:]
    if i < height and j < width:
        out[:, :, i:, j:] = array[:, :, : height - i, : width - j]
    return out


class Conv2dFun(Function):
    @staticmethod
    def forward(ctx, input, weight):
        ctx.save_for_backward(input, weight)
        X, W = input.to_numpy(), weight.to_numpy()
        out = sum(
            np.einsum("bchw,oc->bohw", shifted(X, i, j), W[:, :, i, j])
            for i in range(W.shape[2])
            for j in range(W.shape[3])
        )
        return Tensor.make(out.reshape(-1), out.shape)

    @staticmethod
    def backward(ctx, grad_output):
        input, weight = ctx.saved_values
        X, W, G = input.to_numpy(), weight.to_numpy(), grad_output.to_numpy()
        grad_input, grad_weight = np.zeros_like(X), np.zeros_like(W)
        for i in range(W.shape[2]):
            for j in range(W.shape[3]):
                grad_weight[:, :, i, j] = np.einsum("bchw,bohw->oc", shifted(X, i, j), G)
                grad_input += back(np.einsum("bohw,oc->bchw", G, W[:, :, i, j]), i, j)
        return (
            Tensor.make(grad_input.reshape(-1), X.shape),
            Tensor.make(grad_weight.reshape(-1), W.shape),
        )


conv2d = Conv2dFun.apply


class Tile(Function):
    @staticmethod
    def forward(ctx, input, kh, kw):
        kh, kw = int(kh.to_numpy()[0]), int(kw.to_numpy()[0])
        batch, channel, height, width = input.shape
        ctx.save_for_backward(batch, channel, height // kh, kh, width // kw, kw)
        X = input.to_numpy().reshape(batch, channel, height // kh, kh, width // kw, kw)
        X = X.transpose(0, 1, 2, 4, 3, 5).reshape(batch, channel, height // kh, width // kw, kh * kw)
        return Tensor.make(X.reshape(-1), X.shape)

    @staticmethod
    def backward(ctx, grad_output):
        batch, channel, new_height, kh, new_width, kw = ctx.saved_values
        G = grad_output.to_numpy().reshape(batch, channel, new_height, new_width, kh, kw)
        G = G.transpose(0, 1, 2, 4, 3, 5).reshape(batch, channel, new_height * kh, new_width * kw)
        return Tensor.make(G.reshape(-1), G.shape)


def tile(input, kernel):
    batch, channel, height, width = input.shape
    kh, kw = kernel
    assert height % kh == 0
    assert width % kw == 0
    return Tile.apply(input, kh, kw), height // kh, width // kw


class Mean(Function):
    @staticmethod
    def forward(ctx, input):
        ctx.save_for_backward(input.shape)
        out = input.to_numpy().mean(axis=-1)
        return Tensor.make(out.reshape(-1), out.shape)

    @staticmethod
    def backward(ctx, grad_output):
        (shape,) = ctx.saved_values
        G = np.broadcast_to(grad_output.to_numpy()[..., None] / shape[-1], shape)
        return Tensor.make(G.reshape(-1), shape)


class Max(Function):
    @staticmethod
    def forward(ctx, input):
        ctx.save_for_backward(input)
        out = input.to_numpy().max(axis=-1)
        return Tensor.make(out.reshape(-1), out.shape)

    @staticmethod
    def backward(ctx, grad_output):
        (input,) = ctx.saved_values
        X = input.to_numpy()
        G = (X == X.max(axis=-1, keepdims=True)) * grad_output.to_numpy()[..., None]
        return Tensor.make(G.reshape(-1), G.shape)


def avgpool2d(input, kernel):
    tiled, new_height, new_width = tile(input, kernel)
    return Mean.apply(tiled)


def maxpool2d(input, kernel):
    tiled, new_height, new_width = tile(input, kernel)
    return Max.apply(tiled)
