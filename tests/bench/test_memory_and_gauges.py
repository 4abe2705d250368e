"""How much memory a call needs, and how fast a machine is by a clock that the test turns."""

import sys

import numpy as np
import pytest

from cnncheck.bench import peak_memory as memory
from cnncheck.bench.gauges import copy_bandwidth, gemm_flops
from cnncheck.bench.peak_memory import peak_growth

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone tells")
MIB = 1 << 20


@linux
def test_the_peak_counts_what_is_freed_again():
    """A result of 16 MiB and 48 MiB beside it, gone before the call returns."""

    def call():
        return np.ones(48 * MIB, np.uint8)[: 16 * MIB].copy()

    call()
    assert 63 * MIB < peak_growth(call) < 70 * MIB


@linux
def test_memory_that_was_used_before_counts_again():
    """What an earlier call has freed is not free for the next one."""

    def call():
        return [np.ones(MIB // 16, np.uint8) for _ in range(512)]

    call()
    assert peak_growth(call) > 28 * MIB


@linux
def test_a_call_that_needs_nothing():
    """Only the kernel's own granularity shows."""
    assert peak_growth(lambda: None) < MIB


def test_where_the_system_does_not_tell(monkeypatch, tmp_path):
    """The call is not even made, and nothing is claimed."""
    monkeypatch.setattr(memory, "_CLEAR", tmp_path / "absent" / "clear_refs")
    assert peak_growth(lambda: pytest.fail("called")) is None


def clock_of(*steps):
    """A clock on which the calls take the given times."""
    times = [0.0]
    for step in steps:
        times += [times[-1], times[-1] + step]
    return iter(times[1:]).__next__


def test_the_speed_of_a_matrix_product_is_that_of_the_quickest():
    """2 n^3 operations; disturbed turns do not count."""
    clock = clock_of(0.5, 0.25, 9.0, 0.25, 1.0, 1.0, 1.0, 1.0)
    assert gemm_flops("float32", 10, clock) == 2 * 10**3 / 0.25


@pytest.mark.parametrize("threads", [1, 3])
def test_the_speed_of_a_copy_counts_reading_and_writing(threads):
    """Whatever the number of threads that copy a part each."""
    clock = clock_of(0.5, 0.5, 0.5, 0.125, 0.5, 0.5, 0.5, 0.5)
    assert copy_bandwidth(threads, 1000, clock) == 2 * 1000 / 0.125
