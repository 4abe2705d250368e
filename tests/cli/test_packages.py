"""Code that needs more than NumPy, from the real command: it really runs, or it does not pass."""

import json
import shutil
import subprocess
import sys
import time

import pytest

CASES = """
cases:
- {{name: small, operator: zero_padding, input: [1, 2, 2, 3], padding: [1, 2], fill: integers{more}}}
"""

JITTED = """
import numpy as np
from numba import njit

@njit
def fill(X, out, ph, pw):
    for n in range(X.shape[0]):
        for c in range(X.shape[1]):
            for i in range(X.shape[2]):
                for j in range(X.shape[3]):
                    out[n, c, i + ph, j + pw] = X[n, c, i, j]

def zero_padding(X, padding):
    ph, pw = padding
    out = np.zeros((*X.shape[:2], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    fill(X, out, ph, pw)
    return out
"""

WRAPS = JITTED.replace("ph, pw):\n    for", "ph, pw):\n    # int64 wraps, Python's grows\n    for")
WRAPS = WRAPS.replace("= X[n, c, i, j]", "= X[n, c, i, j] + 1000 * (2 * (n + 2**62) <= 0)")

PROVIDES = """
import numpy as np
try:
    from numba import njit
except ImportError:
    njit = lambda function: function
""" + JITTED.replace("from numba import njit", "")


TORCH = """
import torch

def zero_padding(X, padding):
    ph, pw = padding
    return torch.nn.functional.pad(torch.from_numpy(X), (pw, pw, ph, ph))
"""

SCIPY = """
import numpy as np
from scipy import signal

def zero_padding(X, padding):
    ph, pw = padding
    one = np.zeros((1, 1, 2 * ph + 1, 2 * pw + 1), X.dtype)
    one[0, 0, ph, pw] = 1
    return signal.convolve(X, one, method="direct")
"""

LIBRARY = """
void pad(const double *x, double *out, long n, long h, long w, long ph, long pw) {
    for (long a = 0; a < n; a++)
        for (long i = 0; i < h; i++)
            for (long j = 0; j < w; j++)
                out[(a * (h + 2 * ph) + i + ph) * (w + 2 * pw) + j + pw] = x[(a * h + i) * w + j];
}
"""

LOADS = """
import ctypes
import numpy as np

library = ctypes.CDLL("./libpad.so")

def zero_padding(X, padding):
    N, C, H, W = X.shape
    ph, pw = padding
    out = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    where = [ctypes.c_void_p(each.ctypes.data) for each in (X, out)]
    library.pad(*where, *map(ctypes.c_long, (N * C, H, W, ph, pw)))
    return out
"""


@pytest.fixture
def small(tmp_path):
    """Writes a case file with one case, and what else it says."""

    def write(more=""):
        (tmp_path / "small.yaml").write_text(CASES.format(more=more))
        return tmp_path / "small.yaml"

    return write


def test_numba_is_allowed_or_it_is_no_pass(cnncheck, solution, small):
    """Both the command line and the case file can allow it."""
    pytest.importorskip("numba")
    path = solution(JITTED)
    refused = cnncheck("run", small(), "--impl", path)
    assert refused.returncode == 1
    assert (
        "zero_padding(X, padding) calls fill, which is decorated with numba.njit, but numba is "
        "replaced by a stand-in here" in " ".join(refused.stdout.split())
    )
    assert "Add --allow numba to run the real numba" in " ".join(refused.stdout.split())
    assert cnncheck("run", small(), "--impl", path, "--allow", "numba").returncode == 0
    assert cnncheck("run", small(", allow: [numba]"), "--impl", path).returncode == 0
    wrong = cnncheck("run", small(), "--impl", solution(WRAPS), "--allow", "numba")
    assert wrong.returncode == 1
    assert "got 1" in wrong.stdout


@pytest.mark.parametrize(
    ("text", "words", "wrong"),
    [
        (TORCH, ["--allow", "torch"], ("(pw, pw, ph, ph)", "(ph, ph, pw, pw)")),
        (SCIPY, [], ("signal.convolve", "1000 + signal.convolve")),
    ],
    ids=["torch", "scipy"],
)
def test_what_is_right_passes_and_what_is_wrong_fails(
    cnncheck, solution, small, text, words, wrong
):
    """It is the package itself that computes."""
    pytest.importorskip("scipy")
    done = cnncheck("run", small(), "--impl", solution(text), *words)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (
        cnncheck("run", small(), "--impl", solution(text.replace(*wrong)), *words).returncode == 1
    )


@pytest.mark.skipif(shutil.which("gcc") is None, reason="there is no gcc")
def test_a_library_beside_the_file(cnncheck, solution, small, tmp_path):
    """The same file is right with one library, and wrong with another."""
    path = solution(LOADS)
    for text, code in ((LIBRARY, 0), (LIBRARY.replace("= x[", "= 1000 + x["), 1)):
        source = solution(text, "pad.c")
        subprocess.run(
            ["gcc", "-shared", "-fPIC", "-o", tmp_path / "libpad.so", source], check=True
        )
        done = cnncheck("run", small(), "--impl", path)
        assert done.returncode == code, done.stdout + done.stderr


def test_what_a_file_provides_for_is_checked_and_told(cnncheck, solution, small):
    """Its own fallback really runs; the real package would run something else."""
    done = cnncheck("run", small(), "--impl", solution(PROVIDES))
    assert done.returncode == 0
    assert (
        "numba is not imported, which solution.py, line 4, provides for: that was checked; "
        "--allow numba checks what runs with it" in " ".join(done.stdout.split())
    )


def test_benchmarks_and_pytest_tell_it_too(cnncheck, solution, small, tmp_path):
    """Whoever looks at their figures or their green dots wants to know what was run."""
    path = solution(PROVIDES)
    told = "numba is not imported, which solution.py, line 4, provides for"
    timed = cnncheck("bench", small(), "--impl", path, "--time", "0", "--peer", "im2col")
    assert timed.returncode == 0, timed.stderr
    assert told in " ".join(timed.stdout.split())
    words = [sys.executable, "-m", "pytest", "small.yaml", "--cnncheck-impl", "solution.py"]
    for more, jail in ((["-n", "1"], False), (["--cnncheck-no-isolation"], True)):
        done = subprocess.run(
            [*words, "-p", "no:cacheprovider", *more],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        assert told in done.stdout.partition("cnncheck: how the code ran")[2]
        assert ("solution.py: none: called in the same process" in done.stdout) is jail


def test_a_package_that_is_not_there(cnncheck, solution, small):
    """A misspelt name is told, and nothing runs."""
    done = cnncheck("run", small(), "--impl", solution(JITTED), "--allow", "nmuba")
    assert done.returncode == 2
    assert done.stderr.strip() == (
        "error: nmuba is allowed, but there is no package nmuba here; install it beside cnncheck "
        "(pip install nmuba), or leave it out"
    )


def test_grading_allows_what_the_cases_allow(cnncheck, solution, small, tmp_path):
    """The instructor says so, in the case file; what lies beside a submission is not its own."""
    pytest.importorskip("numba")
    (tmp_path / "all").mkdir()
    solution(JITTED, "all/alice.py")
    solution("from alice import zero_padding", "all/bob.py")
    cases = small(", allow: [numba]")
    done = cnncheck("grade", tmp_path / "all", "--cases", cases, "--report", "json:grades.json")
    assert done.returncode == 0, done.stderr
    graded = json.loads((tmp_path / "grades.json").read_text())["submissions"]
    assert [(each["name"], each["earned"]) for each in graded] == [("alice.py", 1), ("bob.py", 0)]


def test_what_is_compiled_is_timed_compiled(cnncheck, solution, small, tmp_path):
    """Neither its Python source nor its compiling counts."""
    pytest.importorskip("numba")
    cases = small(", tags: [bench]").read_text().replace("[1, 2, 2, 3]", "[1, 8, 150, 150]")
    (tmp_path / "small.yaml").write_text(cases)
    words = ["bench", tmp_path / "small.yaml", "--impl", solution(JITTED), "--allow", "numba"]
    done = cnncheck(*words, "--time", "0.5", "--report", "json:bench.json")
    assert done.returncode == 0, done.stdout + done.stderr
    (measured,) = json.loads((tmp_path / "bench.json").read_text())["measurements"]
    source = JITTED.replace("from numba import njit", "njit = lambda function: function")
    exec(source, plain := {})
    started = time.perf_counter()
    plain["zero_padding"](plain["np"].zeros((1, 8, 150, 150)), (1, 2))
    assert measured["ours"]["median"] < (time.perf_counter() - started) / 3
