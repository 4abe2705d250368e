"""One relation between windows, taps and pixels, from which every layer follows: against torch."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import torch
from torch.nn import functional

from cnncheck.operators.axis import OUTSIDE, Axis
from cnncheck.operators.relation import Windows

LENGTHS, KERNEL = (9, 8, 7), (3, 2, 2)


# --- the layers, as reductions over what the windows read --------------------------------------


def split(array, axis, groups):
    """(..., G * c, ...) as (..., G, c, ...)."""
    return array.reshape(
        *array.shape[:axis], groups, array.shape[axis] // groups, *array.shape[axis + 1 :]
    )


def joined(array, axis):
    """The reverse of `split`."""
    return array.reshape(*array.shape[:axis], -1, *array.shape[axis + 2 :])


def convolution(windows, groups=1, X=None, W=None, G=None):
    """One sum over three factors; the pass is the factor that is left out."""
    o, k = "xyz"[: len(windows.axes)], "uvw"[: len(windows.axes)]
    letters = {"G": f"ngf{o}", "W": f"gfc{k}", "X": f"ngc{o}{k}"}
    given = {
        "X": None if X is None else split(windows.read(X), 1, groups),
        "W": None if W is None else split(W, 0, groups),
        "G": None if G is None else split(G, 1, groups),
    }
    factors = {name: value for name, value in given.items() if value is not None}
    (wanted,) = set(letters) - set(factors)
    terms = ",".join(letters[name] for name in factors)
    out = np.einsum(f"{terms}->{letters[wanted]}", *factors.values(), optimize=True)
    out = joined(out, 0 if wanted == "W" else 1)
    return windows.send(out) if wanted == "X" else out


def max_pool(windows, X):
    return windows.read(X, -np.inf).reshape(*X.shape[:2], *windows.out, -1).max(-1)


def max_pool_gradient(windows, X, G):
    read = windows.read(X, -np.inf).reshape(*G.shape, -1)
    won = read.argmax(-1)[..., None] == np.arange(read.shape[-1])
    return windows.send((won * G[..., None]).reshape(*G.shape, *windows.kernel))


def average_pool(windows, X, count_padding):
    read = windows.read(X).reshape(*X.shape[:2], *windows.out, -1)
    return read.sum(-1) / windows.divisor(count_padding=count_padding)


def average_pool_gradient(windows, G, count_padding):
    share = (G / windows.divisor(count_padding=count_padding)).reshape(
        *G.shape, *[1] * len(windows.axes)
    )
    return windows.send(np.broadcast_to(share, G.shape + windows.kernel))


@pytest.fixture(autouse=True)
def _one_thread():
    """Problems this small are over before other threads have begun."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def assert_agree(ours, theirs):
    np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-9, atol=1e-9)


def with_grad(array):
    return torch.from_numpy(array).requires_grad_()


# --- against torch -----------------------------------------------------------------------------


@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize("groups", [1, 2])
def test_convolutions_and_all_their_gradients(rank, groups):
    """With strides, dilation, groups and uneven padding; the transposed one is a gradient."""
    draw = np.random.default_rng(rank).standard_normal
    X, W = draw((2, 4, *LENGTHS[:rank])), draw((6, 4 // groups, *KERNEL[:rank]))
    transposed = 0
    sides = ((0, 0), (1, 1), (0, 2), (2, 1))
    for stride, dilation, (before, after) in product((1, 2, 3), (1, 2, 3), sides):
        axes = zip(LENGTHS[:rank], KERNEL, strict=False)
        windows = Windows(tuple(Axis(n, k, stride, dilation, before, after) for n, k in axes))
        x, w = with_grad(X), with_grad(W)
        padded = functional.pad(x, (before, after) * rank)
        conv = getattr(functional, f"conv{rank}d")
        y = conv(padded, w, None, stride, 0, dilation, groups)
        assert tuple(y.shape[2:]) == windows.out
        assert_agree(convolution(windows, groups, X=X, W=W), y)
        G = draw(tuple(y.shape))
        dX, dW = torch.autograd.grad(y, (x, w), torch.from_numpy(G))
        assert_agree(convolution(windows, groups, X=X, G=G), dW)
        assert_agree(convolution(windows, groups, W=W, G=G), dX)
        if before == after:
            turned = getattr(functional, f"conv_transpose{rank}d")
            extra = tuple(axis.left for axis in windows.axes)
            again = turned(torch.from_numpy(G), w, None, stride, before, extra, groups, dilation)
            assert_agree(convolution(windows, groups, W=W, G=G), again)
            transposed += 1
    assert transposed == 18


@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize("ceil", [False, True])
def test_poolings_and_their_gradients(rank, ceil):
    """Maxima with ties and dilation, averages with and without the padding, in ceil mode too."""
    random = np.random.default_rng(rank)
    X = random.standard_normal((2, 3, *LENGTHS[:rank]))
    ties = random.integers(-3, 4, X.shape).astype(float)
    kernel = (3, 2, 4)[:rank]
    pool, average = (getattr(functional, f"{kind}_pool{rank}d") for kind in ("max", "avg"))
    for stride, dilation, padded in product((1, 2, 3, 5), (1, 2), (False, True)):
        padding = tuple(k // 2 if padded else 0 for k in kernel)
        windows = Windows.over(X.shape[2:], kernel, stride, padding, dilation, ceil=ceil)
        x = with_grad(ties)
        y = pool(x, kernel, stride, padding, dilation, ceil)
        G = random.standard_normal(tuple(y.shape))
        assert_agree(max_pool(windows, ties), y)
        assert_agree(
            max_pool_gradient(windows, ties, G), *torch.autograd.grad(y, x, torch.from_numpy(G))
        )
        for counted in (False, True) if dilation == 1 else ():
            x = with_grad(X)
            y = average(x, kernel, stride, padding, ceil, counted)
            assert_agree(average_pool(windows, X, counted), y)
            (dX,) = torch.autograd.grad(y, x, torch.from_numpy(G))
            assert_agree(average_pool_gradient(windows, G, counted), dX)


# --- what is said of one axis, against counting ------------------------------------------------

AXES = [
    Axis(length, kernel, stride, dilation, before, after)
    for length, kernel, stride, dilation, before, after in product(
        (1, 4, 7), (1, 2, 3, 5), (1, 2, 3, 4), (1, 2, 3), (0, 2), (0, 1)
    )
    if before + length + after > dilation * (kernel - 1)
]


def reads(axis):
    """How often each padded pixel is read, by the definition."""
    counts = np.zeros(axis.padded, int)
    for window, tap in product(range(axis.count), range(axis.kernel)):
        counts[axis.stride * window + axis.dilation * tap] += 1
    return counts


def test_an_axis_is_described_as_counting_finds_it():
    """Windows, pixels left over, the most readers of one pixel, overlap, gaps."""
    assert len(AXES) > 200
    for axis in AXES:
        counts = reads(axis)  # indexing fails if a window is beyond the padding
        (read,) = counts.nonzero()
        between = counts[: read[-1] + 1]
        assert axis.padded - 1 - read[-1] == axis.left, axis
        assert axis.left < axis.stride, axis
        assert counts.max() == axis.most, axis
        assert axis.overlaps == (counts.max() > 1), axis
        assert axis.skips == (between == 0).any(), axis
        assert axis.tiles == (axis.count > 1 and (between == 1).all()), axis
        inside = counts[axis.before : axis.before + axis.length]
        assert axis.covering.tolist() == inside.tolist(), axis
        assert axis.taps(count_padding=False).sum() == inside.sum(), axis
        assert axis.taps(count_padding=True).sum() == counts.sum(), axis


def test_ceil_mode_counts_no_window_that_begins_behind_the_image():
    """Torch's rule, at the lengths where it decides."""
    for length, kernel, stride, padding in product(range(2, 9), (2, 3), (1, 2, 3, 4), (0, 1)):
        axis = Axis(length, kernel, stride, 1, padding, padding, ceil=True)
        if kernel > length:
            continue
        (count,) = functional.max_pool1d(
            torch.zeros(1, length), kernel, stride, padding, ceil_mode=True
        ).shape[1:]
        assert axis.count == count, axis
        assert axis.count - replace(axis, ceil=False).count in (0, 1)


def test_a_table_has_the_pixels_and_says_where_there_is_none():
    """Pixels -1 and 5 are padding."""
    axis = Axis(5, 3, stride=2, before=1, after=1)
    assert axis.table.tolist() == [[OUTSIDE, 0, 1], [1, 2, 3], [3, 4, OUTSIDE]]


def test_a_kernel_that_does_not_fit_has_no_window():
    """So that a case can be refused before anything is drawn."""
    assert Axis(2, 4).count < 1
    assert Axis(3, 3, dilation=2).count < 1
    assert Axis(2, 4, before=1, after=1).count == 1


def test_lengths_that_no_memory_could_hold_are_only_numbers():
    """Count, most and the rest are computed without a table."""
    axis = Axis(10**12, 10**6, stride=10**3)
    assert (axis.count, axis.most) == (999_999_001, 1000)
    assert not axis.skips


def test_sending_keeps_the_type_and_adds_exactly():
    """Float32 stays float32; what the padding read is dropped."""
    windows = Windows.over((2, 3), 2, padding=1)
    ones = np.ones((1, 1, *windows.out, *windows.kernel), np.float32)
    sent = windows.send(ones)
    assert (sent.dtype, sent.tolist()) == (np.float32, np.full((1, 1, 2, 3), 4).tolist())


@pytest.mark.parametrize(("length", "count"), [*product(range(1, 13), range(1, 15))])
def test_windows_that_share_an_axis_are_those_of_torch(length, count):
    """Which pixels each reads: the gradient of its average is above zero there alone."""
    axis = Axis.divided(length, count)
    eye = torch.eye(length)[:, None]
    reads = functional.adaptive_avg_pool1d(eye, count)[:, 0].numpy().T > 0
    mine = np.zeros((count, length + 1), bool)
    np.put_along_axis(mine, axis.table, True, 1)
    assert np.array_equal(mine[:, :length], reads)
    assert axis.count == count
    assert axis.most == reads.sum(axis=0).max()
    assert axis.overlaps == (reads.sum(axis=0).max() > 1)
    assert not axis.skips
    assert axis.left == axis.beyond == 0
    assert axis.tiles == (count > 1 and length % count == 0)
    assert np.array_equal(axis.taps(count_padding=False), reads.sum(axis=1))
    assert np.array_equal(axis.taps(count_padding=True), reads.sum(axis=1))


def test_a_listed_axis_may_be_any():
    """Gaps, another order, windows without a pixel."""
    axis = Axis(9, 3, spans=((6, 3), (0, 1), (4, 0)))
    assert axis.table.tolist() == [[6, 7, 8], [0, OUTSIDE, OUTSIDE], [OUTSIDE] * 3]
    assert axis.skips
    assert not axis.overlaps
    X = np.arange(9.0).reshape(1, 1, 9)
    windows = Windows((axis,))
    assert windows.read(X)[0, 0].sum(-1).tolist() == [21, 0, 0]
    sent = windows.send(np.ones((1, 1, 3, 3)))
    assert sent[0, 0].tolist() == [1, 0, 0, 0, 0, 0, 1, 1, 1]
