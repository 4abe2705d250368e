"""The convolution with views of all windows; pooling by tiles"""
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



def windows(array, kh, kw):
    """Windows that begin at each pixel; behind the image there are zeros."""
    padded = np.pad(array, ((0, 0), (0, 0), (0, kh - 1), (0, kw - 1)))
    return np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), axis=(2, 3))


def as_tensor(array):
    return Tensor.make(np.ascontiguousarray(array).reshape(-1), array.shape)


class Conv2dFun(Function):
    @staticmethod
    def forward(ctx, input, weight):
        ctx.save_for_backward(input, weight)
        views = windows(input.to_numpy(), *weight.shape[2:])
        return as_tensor(np.einsum("bchwij,ocij->bohw", views, weight.to_numpy()))

    @staticmethod
    def backward(ctx, grad_output):
        input, weight = ctx.saved_values
        G, W = grad_output.to_numpy(), weight.to_numpy()
        kh, kw = weight.shape[2:]
        grad_weight = np.einsum("bchwij,bohw->ocij", windows(input.to_numpy(), kh, kw), G)
        before = np.pad(G, ((0, 0), (0, 0), (kh - 1, 0), (kw - 1, 0)))
        views = np.lib.stride_tricks.sliding_window_view(before, (kh, kw), axis=(2, 3))
        grad_input = np.einsum("bohwij,ocij->bchw", views, W[:, :, ::-1, ::-1])
        return as_tensor(grad_input), as_tensor(grad_weight)


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
