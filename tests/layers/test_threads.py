"""Sharing out tiles: every one once, errors heard, limits lifted."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from cnncheck import layers
from cnncheck.layers import blas, threads


def blas_threads():
    return [library.num_threads for library in blas.controller().lib_controllers]


@pytest.mark.parametrize("count", [1, 2, 4])
def test_every_tile_is_worked_on_once(count):
    """With any number of threads."""
    seen = []
    with threads.use_threads(count):
        threads.for_each(lambda tile, scratch: seen.append(tile), range(100))
    assert sorted(seen) == list(range(100))


def test_threads_do_run_side_by_side():
    """Two tiles that wait for each other both finish."""
    barrier = threading.Barrier(2, timeout=20)
    with threads.use_threads(2):
        threads.for_each(lambda tile, scratch: barrier.wait(), range(2))


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="the system deals none out")
def test_each_thread_has_processors_of_its_own():
    """While it works; afterwards all of them, the helper's too."""
    before, inside = os.sched_getaffinity(0), {}
    if len(before) < 2:
        pytest.skip("there is one processor")
    barrier = threading.Barrier(2, timeout=20)

    def work(tile, scratch):
        barrier.wait()
        inside[threading.get_ident()] = os.sched_getaffinity(0)

    with threads.use_threads(2):
        threads.for_each(work, range(2))
    one, other = inside.values()
    assert one | other == before
    assert not one & other
    assert os.sched_getaffinity(0) == before
    assert threads._pool().submit(os.sched_getaffinity, 0).result(20) == before


def test_processors_that_may_not_be_dealt_out_are_shared(monkeypatch):
    """In a sandbox, or where there are fewer than threads."""

    def forbidden(*_):
        raise PermissionError

    monkeypatch.setattr(os, "sched_setaffinity", forbidden, raising=False)
    seen = []
    for count in (2, 1000):
        with threads.use_threads(count):
            threads.for_each(lambda tile, scratch: seen.append(tile), range(3))
    assert sorted(seen) == [0, 0, 1, 1, 2, 2]


def test_blas_has_one_thread_inside_and_its_own_number_after():
    """The limit holds while tiles run, and is lifted afterwards."""
    before, inside = blas_threads(), []
    threads.for_each(lambda tile, scratch: inside.extend(blas_threads()), range(3))
    assert set(inside) == {1}
    assert blas_threads() == before


def test_callers_at_once_leave_no_limit_behind():
    """The last one out lifts the limit, in whatever order they come and go."""
    before = blas_threads()
    X, W = np.ones((2, 32, 30, 30)), np.ones((32, 32, 3, 3))
    with ThreadPoolExecutor(4) as pool:
        outs = list(pool.map(lambda _: layers.convolution2D(X, W, 1, 1), range(12)))
    assert all(np.array_equal(out, outs[0]) for out in outs)
    assert blas_threads() == before


@pytest.mark.parametrize("where", [0, 57, 99])
def test_an_error_in_any_thread_is_raised_to_the_caller(where):
    """And no tile is begun after it by the thread that failed."""

    def work(tile, scratch):
        if tile == where:
            raise RuntimeError(f"tile {tile}")

    before = blas_threads()
    with threads.use_threads(3), pytest.raises(RuntimeError, match=f"tile {where}"):
        threads.for_each(work, range(100))
    assert blas_threads() == before


def test_the_setting_ends_with_its_block():
    """Nested settings restore each other; None is the initial one."""
    assert threads.use_threads.count is None
    with layers.use_threads(3):
        with layers.use_threads(None):
            assert threads.use_threads.count is None
        assert threads.use_threads.count == 3
    assert threads.use_threads.count is None


def test_scratch_is_used_again():
    """A buffer of the same name grows when it must, and is the same memory otherwise."""
    scratch = threads.Scratch()
    first = scratch.array("a", (3, 4), np.dtype(float))
    again = scratch.array("a", (2, 5), np.dtype(float))
    assert np.shares_memory(first, again)
    assert again.shape == (2, 5)
    assert scratch.array("a", (100,), np.dtype(float)).size == 100
    assert not np.shares_memory(first, scratch.array("b", (3, 4), np.dtype(float)))


def test_blocks_are_even_and_cover_everything():
    """Pieces differ by little, so that threads finish together."""
    assert threads.blocks(10, 4) == [(0, 4), (4, 8), (8, 10)]
    assert threads.blocks(9, 8) == [(0, 5), (5, 9)]
    assert threads.blocks(3, 8) == [(0, 3)]
    assert threads.blocks(0, 8) == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_computes_too():
    """Though the parent's helper threads are not in it."""
    X, W = np.ones((2, 32, 30, 30)), np.ones((32, 32, 3, 3))
    with layers.use_threads(2):
        expected = layers.convolution2D(X, W, 1, 1)
        context = multiprocessing.get_context("fork")
        receiver, sender = context.Pipe(duplex=False)
        child = context.Process(
            target=lambda: sender.send(float(layers.convolution2D(X, W, 1, 1).sum()))
        )
        child.start()
        try:
            assert receiver.poll(20), "the child waits for threads that it does not have"
            assert receiver.recv() == expected.sum()
        finally:
            child.kill()
            child.join()


def test_importing_the_layers_imports_numpy_alone():
    """Neither PyTorch nor threadpoolctl: the import stays cheap."""
    code = (
        "import sys, numpy; before = set(sys.modules); import cnncheck.layers;"
        "print(sorted({m.split('.')[0] for m in set(sys.modules) - before}"
        " - set(sys.stdlib_module_names)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "['cnncheck', 'numpy']"
