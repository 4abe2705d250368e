"""Problems, right answers, and a look at what implementations leave behind."""

import os
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from cnncheck.dialects import Call


def _pad(X, padding):
    ph, pw = padding
    out = np.zeros((*X.shape[:2], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out


def _pool(X, f, s):
    windows = np.lib.stride_tricks.sliding_window_view(X, (f, f), (2, 3))
    return windows[:, :, ::s, ::s].max(axis=(-1, -2))


RIGHT = {"zero_padding": _pad, "pool_forward": _pool}


@pytest.fixture(scope="session")
def make_problem():
    """Makes a problem for one of two functions from a seed."""

    def make(function="zero_padding", seed=0, shape=(2, 3, 4, 5), dtype="float64"):
        X = np.random.default_rng(seed).integers(1, 100, shape).astype(dtype)
        arguments = {"X": X, "padding": (1, 2)}
        if function == "pool_forward":
            arguments = {"X": X, "f": 2, "s": 2}
        shape = RIGHT[function](*arguments.values()).shape if function in RIGHT else (1,)
        return Call(function, arguments)

    return make


@pytest.fixture(scope="session")
def judge():
    """Says how a reply compares with the right answer, in the words of an outcome."""

    def judge(problem, reply):
        if reply.outcome != "passed":
            return str(reply.outcome)
        right = RIGHT[problem.function](*problem.arguments.values())
        if reply.value.shape != right.shape:
            return "wrong-shape"
        if reply.value.dtype != right.dtype:
            return "wrong-dtype"
        return "passed" if np.array_equal(reply.value, right) else "wrong-values"

    return judge


def _processes():
    """Living descendants of this process, and everything that carries the token of a worker of it."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environment = (entry / "environ").read_bytes()
            status = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ours = f"CNNCHECK_WORKER={os.getpid()}-".encode() in environment
        if ours or int(status[1]) == os.getpid():
            found.add(int(entry.name))
    return found


def _leftovers():
    return {
        "processes": _processes(),
        "threads": set(threading.enumerate()),
        "descriptors": set(os.listdir("/proc/self/fd")),
        "files": {
            name for name in os.listdir(tempfile.gettempdir()) if name.startswith("cnncheck-")
        },
    }


@pytest.fixture
def nothing_left(monkeypatch, tmp_path_factory):
    """Checks after the test that no process, thread, descriptor or file is left behind."""
    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("needs /proc to see what is left behind")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("temporary")))
    before = _leftovers()
    yield
    deadline = time.monotonic() + 1
    while (after := _leftovers()) != before and time.monotonic() < deadline:
        time.sleep(0.02)
    assert {key: after[key] - before[key] for key in after} == {key: set() for key in after}
