"""Memory of large arrays goes back to the system, also after the first ones."""

import platform
import subprocess
import sys

import pytest

from cnncheck.references import memory

PROGRAM = """
import sys
import numpy as np
from cnncheck.references.memory import give_back_large_arrays

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096

if sys.argv[1] == "give back":
    give_back_large_arrays()
before = resident()
for _ in range(3):
    array = np.ones(20 << 17)
    del array
print((resident() - before) >> 20)
"""


def kept(how):
    """MiB of 20 that stay after arrays of that size are gone."""
    command = [sys.executable, "-c", PROGRAM, how]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries do as they do")
def test_nothing_large_is_kept():
    """The first program shows that it would be."""
    assert kept("as usual") >= 15
    assert kept("give back") <= 2


def test_a_c_library_that_cannot_be_told_is_left_alone(monkeypatch):
    """Where there is no mallopt, and where there is no C library to be had by that name."""
    asked = []

    def library(name):
        asked.append(name)
        if len(asked) == 2:
            raise TypeError("as on Windows")
        return object()

    monkeypatch.setattr(memory.ctypes, "CDLL", library)
    memory.give_back_large_arrays()
    memory.give_back_large_arrays()
    assert asked == [None, None]
