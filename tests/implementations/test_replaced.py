"""Code that was replaced by a stand-in never passes; what only lies beside it is left alone."""

import textwrap

import numpy as np
import pytest

from cnncheck.dialects import Call
from cnncheck.implementations.opening import open_implementation
from cnncheck.options import Options

PADDED = """
def zero_padding(X, padding):
    ph, pw = padding
    out = np.zeros((*X.shape[:2], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out
"""

USED = {
    "decorated": "import numba\n@numba.njit" + PADDED,
    "decorated with options": "from numba import njit\n@njit(parallel=True, cache=True)" + PADDED,
    "under another name": "import numba\njit = numba.njit\n@jit" + PADDED,
    "wrapped by a call": PADDED + "import numba\nzero_padding = numba.njit(zero_padding)",
    "wrapped by a partial": (
        "import functools, numba\n@functools.partial(numba.njit, nogil=True)" + PADDED
    ),
    "behind functools.wraps": "import functools, numba\ndef fast(f):\n    g = numba.njit(f)\n"
    "    @functools.wraps(f)\n    def call(*args):\n        return g(*args)\n    return call\n"
    "@fast" + PADDED,
    "behind lru_cache": "import functools, numba\n@functools.lru_cache\n@numba.njit\n"
    "def twice(n): return 2 * n\n" + PADDED.replace("2 * ph", "twice(ph)"),
    "vectorize": "import numba\n@numba.vectorize(['float64(float64)'])\ndef same(x): return x\n"
    + PADDED.replace("= X\n", "= same(X)\n"),
    "guvectorize": "import numba\n@numba.guvectorize(['void(float64[:], float64[:])'], '(n)->(n)')\n"
    "def same(x, out): out[:] = x\n" + PADDED.replace("= X\n", "= same(X)\n"),
    "stencil": "import numba\n@numba.stencil\ndef same(x): return x[0]\n"
    + PADDED.replace("= X\n", "= same(X)\n"),
    "jitclass": "from numba.experimental import jitclass\n@jitclass([])\nclass Zero:\n"
    "    def value(self): return 0\n" + PADDED.replace("return out", "return out + Zero().value()"),
    "a helper": "import numba\n@numba.njit\ndef twice(n): return 2 * n\n"
    + PADDED.replace("2 * ph", "twice(ph)"),
    "no_grad": "import torch\n@torch.no_grad()" + PADDED,
    "in place of NumPy": "import jax.numpy as np" + PADDED,
    "all names": "from cupy import *" + PADDED.replace("np.zeros", "zeros"),
    "a method": "import torch\nclass Pad(torch.nn.Module):\n    def forward(self, X, padding):\n"
    + textwrap.indent("import numpy as np" + PADDED, 8 * " ")
    + "        return zero_padding(X, padding)\n"
    "pad = Pad()\ndef zero_padding(X, padding): return pad.forward(X, padding)\n",
    "an autograd function": "import torch\nclass Pad(torch.autograd.Function):\n    pass\n"
    "def zero_padding(X, padding): return Pad.apply(X, padding)\n",
    "an instance made in the call": "import torch\nclass Two(torch.nn.Module):\n    two = 2\n"
    + PADDED.replace("2 * ph", "Two().two * ph"),
    "a constant": "import torch\nTWO = torch.tensor(2)\n" + PADDED.replace("2 * ph", "TWO * ph"),
    "a plain constant": "import torch\nTWO = 2 + int(torch.zeros(1))\n"
    + PADDED.replace("2 * ph", "TWO * ph"),
    "a constant of a constant": "import torch\nA = float(torch.zeros(1))\nB = [A + 2]\n"
    + PADDED.replace("2 * ph", "int(B[0]) * ph"),
    "an array": "import torch\nZERO = np.array(torch.zeros(1))\n"
    + PADDED.replace("return out", "return out + ZERO"),
    "changed by a statement": "import torch\nE = {}\nE.update(two=2 + len(torch.ones(0)))\n"
    + PADDED.replace("2 * ph", "E['two'] * ph"),
    "changed by a function": "import torch\nTWO = 0\ndef set_up():\n    global TWO\n"
    "    TWO = 2 + int(torch.zeros(1))\nset_up()\n" + PADDED.replace("2 * ph", "TWO * ph"),
    "a choice": "import torch\nTWO = 3 if torch.cuda.is_available() else 2\n"
    + PADDED.replace("2 * ph", "TWO * ph"),
    "a choice of functions": "import torch\nif torch.cuda.is_available():\n    pass\nelse:"
    + textwrap.indent(PADDED, "    "),
    "a default": "import torch\n"
    + PADDED.replace("padding):", "padding, zero=float(torch.zeros(1))):"),
    "a default that stays one": "import torch\n"
    + PADDED.replace("padding):", "padding, zero=torch.zeros(1)):")
    .replace("0 + 2", "zero + 2")
    .replace("return out", "return out + zero"),
    "a statement that fails": "import torch\nTWO, _ = torch.zeros(2).shape\n"
    + PADDED.replace("2 * ph", "TWO * ph"),
    "probed": PADDED.replace("return out", "return out if hasattr(torch, 'compile') else X")
    + "import torch",
    "looked up by name": PADDED.replace("return out", "return out if getattr(torch, 'x', 0) else X")
    + "import torch",
    "a dtype": "import torch\n" + PADDED.replace("X.dtype", "torch.float64"),
    "its version": "import torch\n" + PADDED.replace("2 * ph", "int(torch.__version__[0]) * ph"),
    "returned": "import torch\nK = torch.zeros(3)\ndef zero_padding(X, padding): return K\n",
    "imported in the call": PADDED.replace("return out", "import torch; return torch.clone(out)"),
    "hidden by except": "import torch\ndef other(X, padding):\n    try:\n        torch.zeros(1)\n"
    "    except:\n        pass\n    return pad(X, padding)\n"
    + PADDED.replace("zero_padding", "pad")
    + "zero_padding = other\n",
}

HARMLESS = {
    "imports": "import torch, numba, jax, matplotlib.pyplot as plt\nfrom torch import nn\n",
    "a seed": "import torch\ntorch.manual_seed(0)\ntorch.backends.cudnn.benchmark = True\n",
    "a device": "import torch\ndevice = 'cuda' if torch.cuda.is_available() else 'cpu'\n",
    "a class": "import torch\nclass Net(torch.nn.Module):\n    def forward(self, x): return x\n"
    "net = Net()\nnet(1)\n",
    "an abstract class": "import abc, torch\nclass Net(torch.nn.Module, abc.ABC):\n    pass\n",
    "another function": "import numba\n@numba.njit\ndef unused(x): return x\nunused(1)\n",
    "annotations": "import torch\ndef unused(x: torch.Tensor | None) -> torch.Tensor: return x\n",
    "a printed number": "import torch\nprint(float(torch.zeros(1)), torch.__version__)\n",
    "a test": "import torch\nx = np.ones(3)\nassert not torch.allclose(torch.tensor(x), x)\n",
    "a loop": "import tqdm\nfor i in tqdm.tqdm(range(3)):\n    print(i)\n",
}


@pytest.fixture
def ask(tmp_path):
    """Asks a program, given as text, to pad."""

    def ask(text, **options):
        prefix = "" if "__future__" in text else "import numpy as np\n"
        (tmp_path / "code.py").write_text(prefix + text)
        X = np.arange(1.0, 13).reshape(1, 2, 2, 3)
        problem = Call("zero_padding", {"X": X, "padding": (1, 2)})
        under_test = open_implementation(str(tmp_path / "code.py"), Options(**options))
        try:
            return under_test.call(problem)
        finally:
            under_test.close()

    return ask


@pytest.mark.parametrize("text", USED.values(), ids=USED)
def test_what_uses_a_package_that_is_replaced_is_not_allowed(ask, text):
    """However it is used, it is told by its name and by the option that imports it."""
    reply = ask(text, isolated=False)
    assert reply.outcome == "not-allowed", reply
    package = next(name for name in ("numba", "torch", "jax", "cupy") if name in reply.message)
    assert reply.hint.startswith(f"Add --allow {package} to run the real {package}, or compute ")


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_what_the_function_does_not_use_is_harmless(ask, text):
    """Homework files have imports, demonstrations and classes besides."""
    for whole in (text + PADDED, PADDED + text):
        reply = ask(whole, isolated=False)
        assert reply.outcome == "passed", (reply, whole)


def test_a_branch_for_tensors_is_harmless(ask):
    """An array is no tensor, with the real package too."""
    text = PADDED.replace("ph, pw", "if isinstance(X, torch.Tensor): X = X.numpy()\n    ph, pw")
    assert ask("import torch\n" + text, isolated=False).outcome == "passed"


def test_annotations_that_are_never_evaluated(ask):
    """What ``from __future__`` asks of the compiler holds for every statement."""
    text = "from __future__ import annotations\nimport numpy as np\n"
    text += PADDED.replace("X, padding)", "X: Array, padding: Pair) -> Array")
    assert ask(text, isolated=False).outcome == "passed"
