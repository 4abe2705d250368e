"""The jail's policy: what each call comes to, on both architectures and at every version."""

import errno
import os
import re
import struct
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

from cnncheck.errors import UsageError
from cnncheck.implementations import setting_up
from cnncheck.implementations.opening import open_implementation
from cnncheck.options import Options
from cnncheck.sandbox import policy, seccomp
from cnncheck.sandbox.jail import EVERY_WAY, State, Ways
from cnncheck.sandbox.syscalls import architecture

HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}
PID, LIFELINE, OTHER = 4242, 9, 4241
ALLOW, KILL, EPERM, ENOSYS = "allow", "kill", errno.EPERM, errno.ENOSYS


def ruling(machine, number, *arguments, audit=None):
    """Run the program as the kernel would (linux/filter.h) and say what becomes of a call."""
    known = architecture(machine)
    lines = seccomp.assemble(known, policy.rules(PID, LIFELINE))
    data = struct.pack(
        "<iIQ6Q", number, audit or known.audit, 0, *arguments, *[0] * (6 - len(arguments))
    )
    at, value = 0, 0
    while True:
        code, if_true, if_false, k = lines[at]
        at += 1
        match code:
            case 0x20:
                value = struct.unpack_from("<I", data, k)[0]
            case 0x54:
                value &= k
            case 0x15:
                at += if_true if value == k else if_false
            case 0x35:
                at += if_true if value >= k else if_false
            case 0x45:
                at += if_true if value & k else if_false
            case 0x06:
                action = k & 0xFFFF0000
                return {0x7FFF0000: ALLOW, 0x80000000: KILL}.get(action, k & 0xFFFF)


@pytest.mark.parametrize("machine", HEADERS)
def test_numbers_are_those_of_the_kernel(machine):
    """A wrong number would let another call through."""
    if not HEADERS[machine].exists():
        pytest.skip("the kernel's headers are not installed")
    text = HEADERS[machine].read_text()
    known = {name: int(number) for name, number in re.findall(r"__NR(?:3264)?_(\w+) (\d+)", text)}
    known.setdefault("newfstatat", known.get("fstatat"))
    newer = {"futex_wake": 454, "futex_wait": 455, "futex_requeue": 456, "statmount": 457}
    assert architecture(machine).numbers == {
        name: known.get(name, newer.get(name)) for name in architecture(machine).numbers
    }


def test_every_name_has_a_number():
    """What is misspelled would be refused in silence."""
    names = {*policy.ALLOWED.split(), *policy.rules(PID, None), *policy.UNKNOWN}
    names -= {
        word for line in policy.ALLOWED.splitlines() if line.endswith(":") for word in line.split()
    }
    assert names == set(architecture("x86_64").numbers)
    assert set(architecture("aarch64").numbers) < names
    assert architecture("riscv64") is None


RULINGS = [
    ("read", (), ALLOW),
    ("mmap", (0, 4096, 7), ALLOW),
    ("openat", (0, 0, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY | os.O_NOFOLLOW), ALLOW),
    *(
        ("openat", (0, 0, flag), EPERM)
        for flag in (1, 2, 0o100, 0o1000, 0o2000, 0o20000, 0o20200000)
    ),
    *(("fcntl", (3, command), ALLOW) for command in (0, 1, 2, 3, 1030)),
    *(("fcntl", (3, command), EPERM) for command in (4, 5, 6, 7, 8, 10, 15, 37, 1024, 1026, 1031)),
    *(("ioctl", (3, command), ALLOW) for command in (0x5401, 0x5413, 0x541B, 0x5421, 0x5451)),
    *(("ioctl", (3, command), EPERM) for command in (0x5452, 0x8901, 0x5412, 0x4004667F)),
    ("clone", (0x3D0F00,), ALLOW),  # glibc's threads
    ("clone", (0x7D0F00,), ALLOW),  # musl's
    ("clone", (17,), EPERM),
    ("clone", (0x4111,), EPERM),
    *(("clone", (0x3D0F00 | 1 << bit,), EPERM) for bit in (12, 13, 14, 15, 17, *range(25, 32))),
    *(("prctl", (option,), ALLOW) for option in (3, 15, 16, 39)),
    *(("prctl", (option,), EPERM) for option in (1, 4, 8, 22, 24, 35, 36, 38, 62, 0x59616D61)),
    ("kill", (PID, 9), ALLOW),
    *(("kill", (pid, 9), EPERM) for pid in (0, 1, OTHER, 2**32 - 1, 2**64 - 1, 2**64 - PID)),
    ("tgkill", (PID, PID, 6), ALLOW),
    ("tgkill", (OTHER, OTHER, 6), EPERM),
    ("prlimit64", (0, 7), ALLOW),
    ("prlimit64", (OTHER, 7), EPERM),
    ("close", (3,), ALLOW),
    ("close", (LIFELINE,), EPERM),
    ("close", (LIFELINE | 7 << 32,), EPERM),  # the kernel takes the lower half
    ("dup3", (3, LIFELINE), EPERM),
    ("dup3", (LIFELINE, 3), ALLOW),
    ("clone3", (), ENOSYS),
    ("openat2", (), ENOSYS),
    ("close_range", (), ENOSYS),
    ("memfd_create", (), ENOSYS),
]


@pytest.mark.parametrize("machine", HEADERS)
@pytest.mark.parametrize(("name", "arguments", "expected"), RULINGS)
def test_what_becomes_of_a_call(machine, name, arguments, expected):
    """By number and argument, as the kernel would judge it."""
    assert ruling(machine, architecture(machine).numbers[name], *arguments) == expected


@pytest.mark.parametrize("machine", HEADERS)
def test_what_is_not_listed_is_refused(machine):
    """Old calls are forbidden; new ones are not there, so that libraries do without."""
    numbers = architecture(machine).numbers.values()
    for number in set(range(1024)) - set(numbers):
        assert ruling(machine, number) == (ENOSYS if number >= 424 else EPERM)
    assert ruling(machine, 0x40000000) == KILL
    assert ruling(machine, 20, audit=0x40000003) == KILL


@pytest.mark.parametrize(
    ("state", "missing"),
    [
        (State(1, True), ()),
        (State(7, True), ()),
        (State(0, True), ("files may be read",)),
        (
            State(2, False),
            (
                "files that may be read may be cut short",
                "the network may be used",
                "processes may be started and signalled",
                "something may outlive the run",
            ),
        ),
        (
            State(6, False),
            (
                "the network may be used, other than TCP",
                "processes may be started",
                "something may outlive the run",
            ),
        ),
    ],
)
def test_what_is_missing_is_named(state, missing):
    """What each version of Landlock does not see."""
    assert (state.missing, state.closed) == (missing, not missing)


@pytest.fixture
def program(tmp_path):
    """A file that does nothing wrong."""
    path = tmp_path / "solution.py"
    path.write_text("def zero_padding(X, padding):\n    return X.copy()\n")
    return str(path)


@pytest.mark.parametrize(
    ("ways", "said"),
    [
        (Ways(0, True), "(no Landlock, seccomp), 1024 MiB, 10 s a call: files may be read; use a"),
        (Ways(3, False, False), "(Landlock 3, no seccomp), 1024 MiB, 10 s a call: the network may"),
    ],
)
def test_a_required_jail_names_what_is_missing(program, monkeypatch, ways, said):
    """And the code is not run."""
    monkeypatch.setattr(setting_up, "_JAIL", ways)
    with pytest.raises(UsageError) as caught:
        open_implementation(program, Options(require_jail=True))
    assert said in str(caught.value)


@pytest.mark.parametrize("version", range(1, 8))
def test_a_jail_holds_with_every_version_of_landlock(program, monkeypatch, version):
    """With seccomp, the first version closes everything off."""
    monkeypatch.setattr(setting_up, "_JAIL", Ways(version, True))
    implementation = open_implementation(program, Options(require_jail=True))
    implementation.close()
    assert re.search(rf"jailed \(Landlock [1-{version}], seccomp\)", implementation.isolation)


LIVES = """
import contextlib, ctypes, os, signal, time, uuid
from concurrent.futures import ThreadPoolExecutor
import numba, numpy as np, scipy.fft, scipy.linalg, scipy.signal, torch

@numba.njit(parallel=True)
def copied(out, X):
    for n in numba.prange(X.shape[0]):
        out[n] = X[n]

def zero_padding(X, padding):
    A = np.random.default_rng(0).random((200, 200))
    np.linalg.svd(A @ A)
    assert np.allclose(scipy.fft.irfft(scipy.fft.rfft(A[0])), A[0])
    scipy.signal.fftconvolve(A, A[:5, :5])
    scipy.linalg.lu(A)
    X4, W4 = torch.rand(8, 3, 64, 64), torch.rand(16, 3, 3, 3)
    assert torch.nn.functional.conv2d(X4, W4).shape == (8, 16, 62, 62)
    called_back = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)(lambda x: x + 1)
    assert called_back(1) == 2
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(int, range(100))) == 4950
    os.set_blocking(os.pipe()[0], False)
    os.isatty(0), os.sched_getaffinity(0), os.cpu_count(), uuid.uuid4(), time.sleep(0.001)
    signal.setitimer(signal.ITIMER_REAL, 0)
    out = np.zeros_like(X)
    copied(out, X)
    return out
"""


@pytest.mark.slow
@pytest.mark.sample(2)
@pytest.mark.parametrize("ways", [EVERY_WAY, Ways(1, True)])
def test_what_people_compute_with_lives_in_jail(tmp_path, monkeypatch, make_problem, ways):
    """NumPy, SciPy, numba with its compiler and threads, PyTorch, ctypes, and Python itself."""
    for package in ("numba", "scipy"):
        pytest.importorskip(package)
    monkeypatch.setattr(setting_up, "_JAIL", ways)
    path = tmp_path / "solution.py"
    path.write_text(LIVES)
    chosen = Options(allow=("numba", "torch"), timeout=100, load_timeout=60, memory=4 << 30)
    implementation = open_implementation(str(path), chosen)
    try:
        problem = make_problem()
        reply = implementation.call(problem)
        assert (reply.outcome, reply.message) == ("passed", "")
        assert np.array_equal(reply.value, problem.arguments["X"])
    finally:
        implementation.close()


LOOPS = """
import fcntl, os
def zero_padding(X, padding):
    for number in range(64):
        try:
            if not fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ASYNC: continue
        except OSError: continue
        for change in (
            lambda: fcntl.fcntl(number, fcntl.F_SETFL, 0),
            lambda: fcntl.fcntl(number, fcntl.F_SETOWN, 0),
            lambda: os.dup2(0, number),
            lambda: os.close(number),
        ):
            try: change()
            except OSError: pass
    while True: pass
"""
RUNS = """
import os, sys, threading, time
import numpy as np
from cnncheck.implementations.opening import open_implementation
from cnncheck.options import Options
from cnncheck.dialects import Call
opened = open_implementation(sys.argv[1], Options(timeout=100, require_jail=True))
problem = Call("zero_padding", {"X": np.ones(1), "padding": (0, 0)})
threading.Thread(target=opened.call, args=(problem,), daemon=True).start()
time.sleep(3)
print(next(iter(opened._pool._all)).process._child.pid, flush=True)
time.sleep(100)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")
def test_a_worker_that_cuts_its_lifeline_dies_with_a_killed_supervisor(tmp_path):
    """However hard it tries: its descriptor can neither be closed, nor replaced, nor changed."""
    path = tmp_path / "solution.py"
    path.write_text(textwrap.dedent(LOOPS))
    with subprocess.Popen(
        [sys.executable, "-c", RUNS, str(path)], stdout=subprocess.PIPE, text=True
    ) as run:
        child = int(run.stdout.readline())
        run.kill()
    for _ in range(100):
        state = Path(f"/proc/{child}/stat")
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.05)
    os.kill(child, 9)
    pytest.fail("the worker outlived its supervisor")
