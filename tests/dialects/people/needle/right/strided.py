"""Convolution as an operation of needle, on arrays of NumPy (strided)"""
import numpy as np


class Op:
    def __call__(self, *args):
        return Tensor.make_from_op(self, args)


class TensorOp(Op):
    """Op class specialized to output tensors"""


class Tensor:
    def __init__(self, array, *, device=None, dtype=None, requires_grad=True):
        self.cached_data = np.array(array, dtype=dtype)
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


class Flip(TensorOp):
    def __init__(self, axes):
        self.axes = axes

    def compute(self, a):
        return np.flip(a, self.axes)


def flip(a, axes):
    return Flip(axes)(a)


class Permute(TensorOp):
    def __init__(self, axes):
        self.axes = axes

    def compute(self, a):
        return a.transpose(self.axes)


def permute(a, axes):
    return Permute(axes)(a)


class Dilate(TensorOp):
    def __init__(self, axes, dilation, shape):
        self.axes, self.dilation, self.shape = axes, dilation, shape

    def compute(self, a):
        N, H, W, C = a.shape
        out = np.zeros((N, *self.shape, C))
        out[:, : H * (self.dilation + 1) : self.dilation + 1, : W * (self.dilation + 1) : self.dilation + 1] = a
        return out


def dilate(a, axes, dilation, shape):
    return Dilate(axes, dilation, shape)(a)


class Conv(TensorOp):
    def __init__(self, stride=1, padding=0):
        self.stride = stride
        self.padding = padding

    def compute(self, A, B):
        p, s = self.padding, self.stride
        A = np.ascontiguousarray(np.pad(A, ((0, 0), (p, p), (p, p), (0, 0))))
        N, H, W, C_in = A.shape
        K, _, _, C_out = B.shape
        Ns, Hs, Ws, Cs = A.strides
        H_out, W_out = (H - K) // s + 1, (W - K) // s + 1
        inner = K * K * C_in
        view = np.lib.stride_tricks.as_strided(
            A, (N, H_out, W_out, K, K, C_in), (Ns, Hs * s, Ws * s, Hs, Ws, Cs)
        )
        out = view.reshape(-1, inner) @ B.reshape(inner, C_out)
        return out.reshape(N, H_out, W_out, C_out)

    def gradient(self, out_grad, node):
        A, B = node.inputs
        K, s, p = B.shape[0], self.stride, self.padding
        size = [A.shape[i] + 2 * p - K + 1 for i in (1, 2)]
        grad = dilate(out_grad, (1, 2), s - 1, size)
        weight = permute(flip(B, (0, 1)), (0, 1, 3, 2))
        if p < K:
            dA = conv(grad, weight, padding=K - 1 - p)
        else:
            whole = conv(grad, weight, padding=K - 1).numpy()
            dA = Tensor(whole[:, p : p + A.shape[1], p : p + A.shape[2]])
        X = permute(A, (3, 1, 2, 0))
        G = permute(grad, (1, 2, 0, 3))
        dB = rectangular(X, G, p)
        return dA, permute(dB, (1, 2, 0, 3))


class Rectangular(TensorOp):
    def __init__(self, padding):
        self.padding = padding

    def compute(self, A, B):
        p = self.padding
        A = np.pad(A, ((0, 0), (p, p), (p, p), (0, 0)))
        views = np.lib.stride_tricks.sliding_window_view(A, B.shape[:2], axis=(1, 2))
        return np.einsum("nhwckl,klcf->nhwf", views, B)


def rectangular(a, b, padding):
    return Rectangular(padding)(a, b)


def conv(a, b, stride=1, padding=1):
    return Conv(stride, padding)(a, b)
