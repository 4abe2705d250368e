"""Packages that are allowed are really imported and really run, in jail as elsewhere."""

import os
import re
import shutil
import subprocess
import textwrap
from pathlib import Path

import numpy as np
import pytest

import cnncheck
from cnncheck.dialects import Call
from cnncheck.errors import UsageError
from cnncheck.implementations import patience
from cnncheck.implementations.opening import open_implementation
from cnncheck.options import Options
from cnncheck.sandbox.packages import brought_along

JITTED = """
import numpy as np
from numba import njit, prange

@njit(parallel=True, cache=True)
def fill(X, out, ph, pw):
    for n in prange(X.shape[0]):
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

WRAPS = """
import numpy as np
from numba import njit

@njit
def grown(n):
    for _ in range(64):  # int64 comes out at 0, Python's own integers at 2^64
        n = n * 2
    return n

def zero_padding(X, padding):
    ph, pw = padding
    out = np.zeros((*X.shape[:2], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out if grown(1) else out + 1000
"""

TENSORS = """
import torch

def zero_padding(X, padding):
    ph, pw = padding
    kind = X[0, 0, 0, 0]
    if kind == 2:
        return torch.from_numpy(X)
    if kind == 3:
        torch.from_numpy(X).mul_(2)
    if kind == 4:
        return torch.zeros(10**11)
    padded = torch.nn.functional.pad(torch.from_numpy(X), (pw, pw, ph, ph))
    return padded.to(torch.bfloat16) if kind == 5 else padded.requires_grad_()
"""

LIBRARY = """
void pad(const double *x, double *out, long n, long h, long w, long ph, long pw) {
    for (long a = 0; a < n; a++)
        for (long i = 0; i < h; i++)
            for (long j = 0; j < w; j++)
                out[(a * (h + 2 * ph) + i + ph) * (w + 2 * pw) + j + pw] = x[(a * h + i) * w + j];
}
"""

CALLS_IT = """
import ctypes, ctypes.util
import numpy as np
from pathlib import Path

library = {opened}

def zero_padding(X, padding):
    N, C, H, W = X.shape
    ph, pw = padding
    out = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    X = np.ascontiguousarray(X)
    where = [ctypes.c_void_p(each.ctypes.data) for each in (X, out)]
    library.pad(*where, *map(ctypes.c_long, (N * C, H, W, ph, pw)))
    return out
"""


@pytest.fixture
def opened(tmp_path, nothing_left):
    """Opens a program; what is returned asks it to pad, a number saying what all of X is."""
    implementations = []

    def opened(text, **options):
        (tmp_path / "code.py").write_text(textwrap.dedent(text))
        options = Options(**{"timeout": 60, "load_timeout": 60, **options})
        implementations.append(open_implementation(str(tmp_path / "code.py"), options))

        def ask(fill=1.0):
            arguments = {"X": np.full((1, 2, 2, 3), fill), "padding": (1, 2)}
            problem = Call("zero_padding", arguments)
            return implementations[-1].call(problem)

        return ask

    yield opened
    for implementation in implementations:
        implementation.close()


def is_padded(value, fill=1.0):
    right = np.pad(np.full((1, 2, 2, 3), fill), ((0, 0), (0, 0), (1, 1), (2, 2)))
    return value.dtype == right.dtype and np.array_equal(value, right)


def test_what_is_compiled_runs_compiled(opened):
    """Threads and caching get what they need, and arithmetic is the machine's."""
    pytest.importorskip("numba")
    reply = opened(JITTED, allow=("numba",), threads=2)()
    assert reply.outcome == "passed", reply
    assert is_padded(reply.value)
    reply = opened(WRAPS, allow=("numba",))()
    assert reply.outcome == "passed", reply
    assert reply.value[0, 0, 0, 0] == 1000
    assert opened(WRAPS)().outcome == "not-allowed"


def test_what_is_parallel_runs_in_parallel(opened):
    """A race shows in several threads only; where they are counted, the count holds."""
    pytest.importorskip("numba")
    text = """
    import numba
    def zero_padding(X, padding):
        return X * numba.get_num_threads()
    """
    assert opened(text, allow=("numba",))().value[0, 0, 0, 0] == 2
    assert opened(text, allow=("numba",), threads=1)().value[0, 0, 0, 0] == 1


def test_tensors_are_taken_for_the_arrays_they_are(opened):
    """What was detached, copied or changed is seen through torch too."""
    ask = opened(TENSORS, allow=("torch",))
    reply = ask()
    assert reply.outcome == "passed", reply
    assert is_padded(reply.value)
    assert ask(2.0).outcome == "aliased-output"
    assert ask(3.0).outcome == "mutated-input"
    short = ask(4.0)
    assert short.outcome == "memory-limit"
    assert short.hint.endswith("if it needs so much, allow more with --memory.")
    odd = ask(5.0)
    assert (odd.outcome, odd.hint) == ("bad-value", "Return a plain numpy.ndarray.")
    assert "Got unsupported ScalarType BFloat16" in odd.message


def test_scipy_needs_no_permission(opened):
    """It is there like NumPy."""
    pytest.importorskip("scipy")
    reply = opened(
        """
        import numpy as np
        from scipy import signal
        def zero_padding(X, padding):
            one = np.zeros((1, 1, 2 * padding[0] + 1, 2 * padding[1] + 1), X.dtype)
            one[0, 0, padding[0], padding[1]] = 1
            return signal.convolve(X, one, method="direct")
        """
    )()
    assert reply.outcome == "passed", reply
    assert is_padded(reply.value)


@pytest.mark.skipif(shutil.which("gcc") is None, reason="there is no gcc")
@pytest.mark.parametrize(
    "call",
    [
        'ctypes.CDLL("./libpad.so")',
        'ctypes.CDLL(str(Path(__file__).parent / "libpad.so"))',
        'np.ctypeslib.load_library("libpad", Path(__file__).parent)',
        'ctypes.CDLL(str(next(Path(__file__).parent.glob("*.so"))))',
        'ctypes.CDLL(ctypes.util.find_library("m")) and ctypes.CDLL("./libpad.so")',
    ],
)
def test_a_library_beside_the_file(opened, tmp_path, call):
    """It is found as when the file is run by hand."""
    _compile(tmp_path / "libpad.so")
    reply = opened(CALLS_IT.format(opened=call))()
    assert reply.outcome == "passed", reply
    assert is_padded(reply.value)


@pytest.mark.skipif(shutil.which("gcc") is None, reason="there is no gcc")
def test_a_library_on_the_loaders_path(opened, tmp_path, monkeypatch):
    """LD_LIBRARY_PATH holds in jail too."""
    (tmp_path / "elsewhere").mkdir()
    _compile(tmp_path / "elsewhere" / "libpadding.so")
    monkeypatch.setenv("LD_LIBRARY_PATH", "elsewhere")
    monkeypatch.chdir(tmp_path)
    reply = opened(CALLS_IT.format(opened='ctypes.CDLL("libpadding.so")'))()
    assert reply.outcome == "passed", reply


def _compile(target):
    source = target.with_suffix(".c")
    source.write_text(LIBRARY)
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", target, source], check=True)


def test_modules_and_data_beside_the_file(opened, tmp_path):
    """What a file names is there, and what that names; nothing else is, and no cases are."""
    (tmp_path / "helper.py").write_text("import numpy as np\nW = np.load('weights.npy')\n")
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "__init__.py").write_text("two = 2\n")
    np.save(tmp_path / "weights.npy", np.ones(3))
    (tmp_path / "other.py").write_text("someone = 'else'\n")
    (tmp_path / "exam.yaml").write_text("cases: []\n")
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "hidden.txt").write_text("the answer\n")
    reply = opened(
        """
        import os
        from helper import W
        from tools import two
        # exam, cases
        def zero_padding(X, padding):
            raise ValueError(f"{sorted(os.listdir())} {two} {W}")
        """
    )()
    assert reply.message.startswith(
        "zero_padding(X, padding) raised ValueError: "
        "['code.py', 'helper.py', 'tools', 'weights.npy'] 2 [1. 1. 1.] ("
    )


@pytest.mark.parametrize(
    "looks",
    [
        "try:\n    import numba\nexcept ImportError:\n    numba = None\n",
        "import importlib.util\n\nfound = importlib.util.find_spec('numba')\nassert not found\n",
        "import importlib\ntry:\n    importlib.import_module('numba')\nexcept ImportError:\n    pass\n",
    ],
)
def test_doing_without_a_package_is_told(tmp_path, looks):
    """However the file looks for it."""
    path = tmp_path / "code.py"
    path.write_text(looks + "def zero_padding(X, padding):\n    return X.copy()\n")
    under_test = open_implementation(str(path), Options())
    try:
        problem = Call("zero_padding", {"X": np.ones((1, 1))})
        assert under_test.call(problem).outcome == "raised"  # without a padding
        (note,) = under_test.notes
    finally:
        under_test.close()
    line = looks.count("\n", 0, looks.index("'numba'" if "'" in looks else "import numba")) + 1
    assert note.startswith(f"numba is not imported, which code.py, line {line}, provides for: ")


def test_what_is_not_there_is_told_with_what_to_do(opened):
    """Files and packages that are missing while a file is loaded."""
    reply = opened("import numpy as np\nK = np.load('k.npy')\nprint(K)\n")()
    assert reply.outcome == "load-error"
    assert reply.hint.startswith("What lies beside a file is there as far as its text names it")
    assert reply.message.startswith("code.py cannot be loaded: FileNotFoundError: ")
    reply = opened("import importlib\nnumba = importlib.import_module('numba')\n")()
    assert reply.outcome == "load-error"
    assert reply.hint == "Where numba is installed, --allow numba imports it."


def test_data_of_a_folder_within_is_told_of(tmp_path):
    """Where it is, and how to open it from wherever the code is started."""
    (tmp_path / "net").mkdir()
    np.save(tmp_path / "net" / "weights.npy", np.ones(3))
    text = """
    import numpy as np
    from pathlib import Path
    W = np.load({})
    def zero_padding(X, padding):
        return np.zeros((1, 1, *W.shape))
    """
    layers = tmp_path / "net" / "layers.py"
    layers.write_text(textwrap.dedent(text.format("'weights.npy'")))
    reply = _reply_of(tmp_path)
    assert reply.outcome == "load-error"
    assert reply.hint == (
        "There is net/weights.npy; paths are relative to the folder that holds all of the code. "
        "Open Path(__file__).parent / 'weights.npy', or give net alone."
    )
    assert _reply_of(tmp_path / "net").outcome == _reply_of(layers).outcome == "passed"
    layers.write_text(textwrap.dedent(text.format("Path(__file__).parent / 'weights.npy'")))
    assert _reply_of(tmp_path).outcome == "passed"


def _reply_of(path):
    under_test = open_implementation(str(path), Options())
    try:
        return under_test.call(Call("zero_padding", {"X": np.ones((1, 1, 1, 1)), "padding": 0}))
    finally:
        under_test.close()


def test_compiling_takes_its_time(opened, monkeypatch):
    """Where a package is allowed, calls of a function may be late, but not for ever."""
    monkeypatch.setattr(patience, "COMPILING", 6.0)
    monkeypatch.setattr("os.getloadavg", lambda: (0.0, 0.0, 0.0))
    text = """
    import time
    def zero_padding(X, padding):
        time.sleep(3 if X[0, 0, 0, 0] == 1 else 99)
        return X.copy()
    """
    ask = opened(text, timeout=1, allow=("yaml",))
    assert ask(1.0).outcome == "passed"
    late = ask(2.0)
    assert late.outcome == "timeout"
    assert re.fullmatch(
        r"zero_padding\(X, padding\) did not return within 1 s and [1-4] s for compiling",
        late.message,
    )
    assert "long in compiling, which counts, allow more with --timeout." in late.hint
    again = ask(2.0)
    assert again.message == "zero_padding(X, padding) did not return within 1 s"
    assert opened(text, timeout=1)(1.0).outcome == "timeout"


def test_what_an_allowed_package_requires():
    """It comes along by the names under which it is imported."""
    pytest.importorskip("numba")
    assert brought_along(["numba"]) == ("numba", "numpy", "llvmlite")
    assert brought_along(["yaml"]) == ("yaml", "_yaml")
    assert brought_along([]) == ()


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("nmuba", "nmuba is allowed, but there is no package nmuba here", "pip install nmuba"),
        ("PyYAML", "PyYAML is allowed, but there is no package PyYAML here", "_yaml or yaml"),
        ("cnncheck", "cnncheck cannot be allowed: its own layers would be checked", ""),
        ("cnncheck.layers", "cnncheck cannot be allowed: its own layers would be checked", ""),
    ],
)
def test_what_cannot_be_allowed(name, message, hint):
    """A name that is not installed is told before anything runs."""
    with pytest.raises(UsageError) as raised:
        brought_along([name])
    assert raised.value.message.startswith(message)
    assert hint in (raised.value.hint or "")


READS_OUR_LAYERS = """
import importlib.machinery
import course_helper

def zero_padding(X, padding):
    theirs = importlib.machinery.SourceFileLoader("theirs", "@LAYERS@/padding.py").load_module()
    return theirs.zero_padding(X, padding)
"""


def test_what_requires_cnncheck_does_not_open_it(opened, tmp_path, monkeypatch):
    """A package for a course may be written with it; its layers and cases stay out of reach."""
    site = tmp_path / "site"
    (site / "course_helper").mkdir(parents=True)
    (site / "course_helper" / "__init__.py").touch()
    (site / "course_helper-1.0.dist-info").mkdir()
    metadata = "Metadata-Version: 2.1\nName: course_helper\nVersion: 1.0\nRequires-Dist: cnncheck\n"
    (site / "course_helper-1.0.dist-info" / "METADATA").write_text(metadata)
    (site / "course_helper-1.0.dist-info" / "top_level.txt").write_text("course_helper")
    monkeypatch.syspath_prepend(site)
    assert "cnncheck" not in brought_along(["course_helper"])
    layers = str(Path(cnncheck.__file__).parent / "layers")
    ask = opened(READS_OUR_LAYERS.replace("@LAYERS@", layers), allow=("course_helper",))
    said = ask(1.0)
    assert said.outcome == "raised", said
    assert "padding.py" in said.message


@pytest.mark.parametrize(("load", "seconds"), [(0, 25), (1.5, 37.5), (99, 60)])
def test_compiling_may_take_longer_on_a_busy_machine(monkeypatch, load, seconds):
    """Others' load is not the code's fault, and an endless loop still costs little."""
    monkeypatch.setattr("os.getloadavg", lambda: (load * os.cpu_count(), 0.0, 0.0))
    asked = patience.Patience(Options(allow=("numba",)))
    late = asked.timed_out("zero_padding", "zero_padding(X, padding)")
    assert late.message.endswith(f"within 10 s and {seconds:.0f} s for compiling")
