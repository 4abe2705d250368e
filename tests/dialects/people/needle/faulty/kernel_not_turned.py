# fault: conv(...).backward: the kernel is not flipped
"""Convolution as an operation of needle, on arrays of NumPy (loops)"""
import numpy as np


class Op:
    def __call__(self, *args):
        return Tensor.make_from_op(self, args)


class TensorOp(Op):
    """Op class specialized to output tensors"""


class Tensor:
    def __init__(self, array, *, device=None, dtype=None, requires_grad=True):
        self.cached_data = np.array(array, dtype='float32')
        self.op, self.inputs, self.grad = None, (), None

    @staticmethod
    def make_from_op(op, inputs):
        out = Tensor(op.compute(*[x.realize_cached_data() for x in inputs]))
        out.op, out.inputs = op, inputs
        return out

    def realize_cached_data(self):
        return self.cached_data

    @property
    def shape(self):
        return self.cached_data.shape

    def numpy(self):
        return self.cached_data

    def backward(self, out_grad=None):
        order, seen = [], set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for each in node.inputs:
                    visit(each)
                order.append(node)

        visit(self)
        grads = {id(self): [out_grad or Tensor(np.ones(self.shape))]}
        for node in reversed(order):
            if id(node) not in grads:
                continue
            node.grad = Tensor(sum(each.numpy() for each in grads[id(node)]))
            if node.op is not None:
                for each, grad in zip(node.inputs, node.op.gradient(node.grad, node)):
                    grads.setdefault(id(each), []).append(grad)



class Transpose(TensorOp):
    def __init__(self, axes=None):
        self.axes = axes

    def compute(self, a):
        x, y = self.axes or (-1, -2)
        return np.swapaxes(a, x, y)

    def gradient(self, out_grad, node):
        return (transpose(out_grad, self.axes),)


def transpose(a, axes=None):
    return Transpose(axes)(a)


class Flip(TensorOp):
    def __init__(self, axes=None):
        self.axes = axes

    def compute(self, a):
        return np.flip(a, self.axes)

    def gradient(self, out_grad, node):
        return (flip(out_grad, self.axes),)


def flip(a, axes):
    return Flip(axes)(a)


class Dilate(TensorOp):
    def __init__(self, axes, dilation):
        self.axes, self.dilation = axes, dilation

    def compute(self, a):
        shape = list(a.shape)
        index = [slice(None)] * a.ndim
        for axis in self.axes:
            shape[axis] *= self.dilation + 1
            index[axis] = slice(0, None, self.dilation + 1)
        out = np.zeros(shape, a.dtype)
        out[tuple(index)] = a
        return out


def dilate(a, axes, dilation):
    return Dilate(axes, dilation)(a)


class Conv(TensorOp):
    def __init__(self, stride=1, padding=0):
        self.stride = stride
        self.padding = padding

    def compute(self, A, B):
        p, s = self.padding, self.stride
        A = np.pad(A, ((0, 0), (p, p), (p, p), (0, 0)))
        N, H, W, C_in = A.shape
        K, K2, _, C_out = B.shape
        Ns, Hs, Ws, Cs = A.strides
        H_out, W_out = (H - K) // s + 1, (W - K2) // s + 1
        inner = K * K2 * C_in
        Z = np.lib.stride_tricks.as_strided(
            A, (N, H_out, W_out, K, K2, C_in), (Ns, Hs * s, Ws * s, Hs, Ws, Cs)
        ).reshape(-1, inner)
        return (Z @ B.reshape(inner, C_out)).reshape(N, H_out, W_out, C_out)

    def gradient(self, out_grad, node):
        X, W = node.inputs
        K = W.shape[0]
        if self.stride > 1:
            out_grad = dilate(out_grad, (1, 2), self.stride - 1)
        W_flip = transpose(W, (2, 3))
        X_grad = conv(out_grad, W_flip, padding=K - 1 - self.padding)
        X_t = transpose(X, (0, 3))
        grad_t = transpose(transpose(out_grad, (0, 1)), (1, 2))
        W_grad = conv(X_t, grad_t, padding=self.padding)
        W_grad = transpose(transpose(W_grad, (0, 1)), (1, 2))
        return X_grad, W_grad


def conv(a, b, stride=1, padding=1):
    return Conv(stride, padding)(a, b)
