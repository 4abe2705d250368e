"""Every peer computes what the layers compute, from the same problems."""

import importlib.util

import numpy as np
import pytest

from cnncheck.bench import libraries
from cnncheck.bench.libraries import BUILTIN, PEERS, check_peer, open_library
from cnncheck.dialects import NOTEBOOK
from cnncheck.errors import UsageError

PASSES = [
    ("conv", "forward"),
    ("conv", "backward_filter"),
    ("conv", "backward_input"),
    ("pool", "forward"),
    ("pool", "backward"),
    ("pad", "forward"),
]
LACKING = {
    "onnx": {("conv", "backward_filter"), ("conv", "backward_input"), ("pool", "backward")},
    "einsum": {("pool", "backward")},
}
IN_PROCESS = ("torch", "onnx", "im2col", "einsum")


def opened(name):
    needs = libraries._PLACES[name].needs
    if needs:
        pytest.importorskip(needs)
    return open_library(name)


@pytest.mark.parametrize("name", [*IN_PROCESS, "jax"])
@pytest.mark.parametrize(("case", "pass_name"), PASSES)
def test_a_peer_agrees_with_the_layers(problem, name, case, pass_name):
    """In shape, dtype and values, called twice, with its inputs left as they were."""
    library = opened(name)
    asked = problem(case, pass_name)
    before = {key: value.copy() for key, value in asked.arrays.items()}
    call = library.call(asked)
    if (case, pass_name) in LACKING.get(name, ()):
        assert call is None
        return
    right = open_library(BUILTIN).call(asked)()
    for _ in range(2):
        result = library.array(call())
        assert (result.shape, result.dtype) == (right.shape, right.dtype)
        np.testing.assert_allclose(result, right, rtol=1e-12, atol=1e-12)
    for key, value in before.items():
        np.testing.assert_array_equal(asked.arrays[key], value)


@pytest.mark.parametrize("name", IN_PROCESS)
def test_float32_stays_float32(cases, name):
    """Nothing is computed in a dtype that nobody asked for."""

    library = opened(name)
    text = "cases: [{name: c, operator: conv2d, input: [1, 2, 5, 6], filter: [3, 2, 3, 2], fill: normal, dtype: float32}]"
    (case,) = cases(text)
    asked = next(NOTEBOOK.problems(case, "forward"))
    assert library.array(library.call(asked)()).dtype == np.float32


def test_threads_are_set():
    """On PyTorch's own, on BLAS's, and on the layers'."""
    from threadpoolctl import threadpool_info, threadpool_limits

    torch = pytest.importorskip("torch")
    from cnncheck.layers import use_threads

    before = torch.get_num_threads()
    try:
        with threadpool_limits(), use_threads(None):
            open_library("torch").use_threads(1)
            open_library(BUILTIN).use_threads(1)
            assert torch.get_num_threads() == 1
            assert use_threads.count == 1
            assert {
                each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"
            } == {1}
    finally:
        torch.set_num_threads(before)


def test_a_peer_that_is_not_installed(monkeypatch):
    """The message says what to install."""
    monkeypatch.setattr(libraries, "find_spec", lambda name: None)
    with pytest.raises(UsageError) as caught:
        check_peer("onnx")
    assert str(caught.value) == (
        "--peer onnx needs onnx, which is not installed; install it: pip install 'cnncheck[onnx]'"
    )
    check_peer("im2col")


def test_a_peer_that_there_is_not():
    """The message names those that there are; the layers are no peer of themselves."""
    for name in ("numba", BUILTIN):
        with pytest.raises(UsageError) as caught:
            check_peer(name)
        assert str(caught.value) == (
            f"there is no peer '{name}'; choose among torch, onnx, jax, im2col, einsum"
        )
    assert importlib.util.find_spec("torch")
    assert PEERS[0] == "torch"
