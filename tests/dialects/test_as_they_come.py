"""Files as they come: part of a package, copied from a notebook, or in nobody's dialect."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cnncheck.cli.app import application
from cnncheck.errors import UsageError
from cnncheck.submission.beside import package_root

CASES = Path(__file__).parent.parent.parent / "cases" / "courses"
PEOPLE = Path(__file__).parent / "people"
POOL = """\
class Pooling:
    def __init__(self, pool_h, pool_w, stride=1, pad=0):
        self.size, self.stride = (pool_h, pool_w), stride

    def forward(self, x):
        return windows(x, self.size)[:, :, :: self.stride, :: self.stride].max((4, 5))
"""
WINDOWS = """\
import numpy as np

def windows(x, size):
    return np.lib.stride_tricks.sliding_window_view(x, size, axis=(2, 3))
"""


def run(path, *words, cases=CASES):
    """Run the courses' cases with some code, in this process, and return what is said."""
    words = ("run", cases, "--impl", path, "--reference", "definition", *words)
    done = CliRunner().invoke(application(["run"]), [*map(str, words)], env={"COLUMNS": "200"})
    if isinstance(done.exception, UsageError):
        raise done.exception
    return done.exit_code, done.output


def test_a_file_of_a_package_finds_the_package_by_its_name(tmp_path):
    """As it does for who starts Python beside the folder."""
    (tmp_path / "common").mkdir()
    (tmp_path / "common" / "util.py").write_text(WINDOWS)
    layers = tmp_path / "common" / "layers.py"
    layers.write_text(f"from common.util import windows\n\n\n{POOL}")
    code, said = run(layers, "--case", "halving", "--pass", "forward")
    assert (code, " passed in " in said) == (0, True), said


BASE = """\
class Layer:
    trained = True

    def __call__(self, x):
        return self.forward(x)
"""
PLACES = {
    "by the name of a package two folders above": ("from net.core.base import Layer", "net/core"),
    "by dots": ("from ..core.base import Layer", "net/core"),
    "from within the package": ("from core.base import Layer", "net/core"),
    "from a package in src": ("from tools.base import Layer", "src/tools"),
}


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", PLACES)
def test_a_layer_finds_its_base_however_the_package_is_laid_out(tmp_path, name):
    """In the folder that holds it all; a file alone, where it says in which package it is."""
    line, place = PLACES[name]
    for folder in ("net/layers", place):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    (tmp_path / place / "base.py").write_text(BASE)
    layers = tmp_path / "net" / "layers" / "pooling.py"
    pool = POOL.replace("class Pooling:", "class Pooling(Layer):")
    numpy, windows = WINDOWS.split("\n", 1)
    layers.write_text(f"{numpy}\n{line}\n{windows}\n\n{pool}")
    told = [tmp_path, layers] if line.startswith(("from net.", "from ..")) else [tmp_path]
    for path in told:
        code, said = run(path, "--case", "halving", "--pass", "forward")
        assert (code, " passed in " in said) == (0, True), said


def test_a_folder_that_is_called_as_a_package_is_none(tmp_path):
    """NumPy is NumPy in a folder of that name, too."""
    (tmp_path / "numpy").mkdir()
    layers = tmp_path / "numpy" / "layers.py"
    layers.write_text(f"from numpy.lib import stride_tricks\n{WINDOWS}\n\n{POOL}")
    code, said = run(layers, "--case", "halving", "--pass", "forward")
    assert (code, " passed in " in said) == (0, True), said


def test_magics_in_a_python_file_are_passed_over(tmp_path):
    """As in the notebook that it was copied from; what else is no Python is told."""
    (tmp_path / "copied.py").write_text(f"%matplotlib inline\n!ls\n{WINDOWS}\n\n{POOL}")
    code, said = run(tmp_path / "copied.py", "--case", "halving", "--pass", "forward")
    assert (code, " passed in " in said) == (0, True), said
    (tmp_path / "copied.py").write_text(f"%matplotlib inline\n{POOL}\nfor i range(3): pass\n")
    code, said = run(tmp_path / "copied.py", "--case", "halving", "--pass", "forward")
    assert (code, "for i range(3): pass" in said) == (1, True), said


FORWARD = "def {}(x, w, b, conv_param):\n    return x, (x, w, b, conv_param)\n"
TOLD = {
    "two that fit": (
        FORWARD.format("conv_forward_naive") + "def conv2d(input, weight, stride, padding): pass\n",
        ["fits two dialects equally, ", "cs231n (", "functional (", "say --dialect "],
    ),
    "none, but one is near": (
        "def conv_forward(A_prev, W, b, pad='same', steps=(1, 1)): pass\n"
        "class Net:\n    def __init__(self, sizes): pass\n",
        [
            "it has conv_forward(A_prev, W, b, pad, steps), class Net(sizes)",
            "looks like conv_forward(A_prev, W, b, hparameters) of the dialect deeplearning_ai",
            "--dialect NAME",
            "cnncheck guide signatures",
        ],
    ),
    "none, but one is as a dialect has it": (
        "def pad(input, pad): pass\ndef show(image): pass\n",
        ["pad(input, pad) looks like pad(input, pad, mode, value) of the dialect functional",
         "which dialect it is with --dialect functional"],
    ),
    "functions of a class": (
        "class Layers:\n    @staticmethod\n    "
        + FORWARD.format("conv_forward_naive").replace("\n", "\n    "),
        ["it has class Layers(); conv_forward_naive is a method of Layers",
         "write `conv_forward_naive = Layers.conv_forward_naive` below the class"],
    ),
    "a class that is made in a function": (
        "def build():\n    class Conv2d:\n        def forward(self, x): pass\n    return Conv2d\n",
        ["Conv2d is defined inside build, ", "move it to the top of the file"],
    ),
    "a class that keeps its weights elsewhere": (
        "class Conv2d:\n    def __init__(self, in_channels, out_channels, kernel_size):\n"
        "        self.theta = 0\n    def forward(self, x): pass\n",
        ["does not understand Conv2d(in_channels, out_channels, kernel_size): ",
         "it keeps its weights in no attribute called W, weight, "],
    ),
    "a class that is told what nobody knows": (
        "class Conv2d:\n    def __init__(self, gain, out_channels):\n        self.W = 0\n"
        "    def forward(self, x): pass\nclass MaxPool:\n    def forward(self, x): pass\n",
        ["what its constructor's gain means is not known; nor MaxPool(): ",
         "takes no size of a window"],
    ),
    "a class without a method that goes forward": (
        "class ConvLayer:\n    def run(self, image): pass\n",
        ["does not understand ConvLayer(): it has no method forward(x)", "write a dialect in Python"],
    ),
    "a helper among others": (
        "def zero_pad(X, pad): pass\ndef convolve(image, kernel): pass\n",
        ["looks like zero_pad(X, pad) of the dialect deeplearning_ai",
         "which dialect it is with --dialect deeplearning_ai"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("dialect", "name"),
    [
        ("deeplearning_ai", "deeplearning_ai_pad_axes"),
        ("functional", "functional_dinput_crop"),
    ],
)
def test_one_function_alone_is_known_where_nobody_else_has_it_so(dialect, name):
    """A helper that is all that there is; a gradient without its forward pass."""
    code, said = run(CASES.parent.parent / f"tests/faulty/third/{name}.py", cases=CASES.parent)
    assert code == 1
    assert f"{name}.py is called in the dialect {dialect}: it defines " in said
    assert "FAIL" in said


MADE = """\
import numpy as np

def _padded(x, padding):
    return np.pad(x, [(0, 0), (0, 0), *((p, p) for p in padding)])

def _making(axes):
    def forward(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
        if groups != 1 or dilation not in (1, (1,) * axes):
            raise NotImplementedError("groups and dilation")
        many = (padding,) * axes if np.ndim(padding) == 0 else padding
        step = (stride,) * axes if np.ndim(stride) == 0 else stride
        at = tuple(range(2, 2 + axes))
        seen = np.lib.stride_tricks.sliding_window_view(_padded(input, many), weight.shape[2:], at)
        seen = seen[(slice(None), slice(None), *(slice(None, None, s) for s in step))]
        out = np.einsum(seen, [0, 1, *range(2, 2 + 2 * axes)], weight,
                        [49, 1, *range(2 + axes, 2 + 2 * axes)], [0, 49, *at])
        return out if bias is None else out + bias.reshape(-1, *[1] * axes)

    def backward_bias(grad_output):
        return grad_output.sum((0, *range(2, 2 + axes)))

    return forward, backward_bias

conv1d, conv1d_backward_bias = _making(1)
conv2d, conv2d_backward_bias = _making(2)
"""


def test_functions_that_a_call_makes_are_known_by_their_names(tmp_path):
    """Where nothing is written as a function; right ones pass, and wrong ones fail."""
    (tmp_path / "made.py").write_text(MADE)
    cases = CASES.parent / "convolution.yaml"
    code, said = run(tmp_path / "made.py", "-q", "--shrink-time", "0", cases=cases)
    assert " passed" in said
    assert "wrong-values" not in said
    wrong = MADE.replace("sum((0, *range(2, 2 + axes)))", "sum((0, *range(3, 2 + axes)))")
    (tmp_path / "made.py").write_text(wrong.replace("_making(2)", "_making(1)"))
    code, said = run(tmp_path / "made.py", "--shrink-time", "0", cases=cases)
    assert code == 1
    assert "it makes conv1d, conv1d_backward_bias, conv2d and 1 more" in said
    assert "FAIL" in said


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", TOLD)
def test_what_cannot_be_chosen_is_exit_2_with_what_was_found(tmp_path, name):
    """And with what to do."""
    text, words = TOLD[name]
    (tmp_path / "theirs.py").write_text(text)
    with pytest.raises(UsageError) as caught:
        run(tmp_path / "theirs.py")
    for each in words:
        assert each in str(caught.value)


def test_a_class_that_is_not_understood_is_told_beside_one_that_is(tmp_path):
    """What is right of the other is judged, and nobody reads that there is no such class."""
    text = (Path(__file__).parent / "people/layer_classes/right/book.py").read_text()
    written = "class Convolution:\n    def __init__(self, W, b"
    assert written in text
    (tmp_path / "theirs.py").write_text(text.replace(written, written.replace("W", "taps")))
    code, said = run(tmp_path / "theirs.py")
    assert code == 0
    said = " ".join(said.split())
    assert "a class for conv2d that is understood (Convolution(taps, b, stride, pad): " in said
    assert "what its constructor's taps means is not known) (" in said


def test_python_2_division_is_told(tmp_path):
    """A size that is a float raises; what to write instead is said."""
    (tmp_path / "old.py").write_text(
        "import numpy as np\n"
        "def max_pool_forward_naive(x, pool_param):\n"
        "    N, C, H, W = x.shape\n"
        "    out = np.zeros((N, C, 1 + (H - pool_param['pool_height']) / pool_param['stride'], 1))\n"
        "    return out, (x, pool_param)\n"
    )
    code, said = run(tmp_path / "old.py", "--case", "halving", "--pass", "forward")
    assert code == 1
    assert "'float' object cannot be interpreted as an integer" in said
    assert "is a float since Python 3; write //" in said
    assert "unknown" not in said
    (tmp_path / "old.py").write_text("def max_pool_forward_naive(x, pool_param):\n    print x\n")
    _, said = run(tmp_path / "old.py", "--case", "halving", "--pass", "forward")
    assert "It is written in Python 2: write print(...), and // where " in " ".join(said.split())


def test_a_number_of_an_array_with_axes_is_told(tmp_path):
    """As deeplearning.ai's notebook writes float(b) of a bias (1, 1, 1)."""
    code = (
        CASES.parent.parent / "tests/dialects/people/deeplearning_ai/right/loops.py"
    ).read_text()
    code = code.replace(
        "return Z, cache", "return Z + float(b[:, :, :, :1]) - b[0, 0, 0, 0], cache"
    )
    (tmp_path / "old.py").write_text(code)
    code, said = run(tmp_path / "old.py", "--case", "no-border", "--pass", "forward")
    assert code == 1
    assert "write b.item() for float(b)" in " ".join(said.split())


LACKING = """\
import numpy as np

class Conv2d:
    def __init__(self, in_channels, out_channels, kernel_size):
        self.params = {"W": np.zeros((out_channels, in_channels, kernel_size, kernel_size))}

    def forward(self, x):
        w = self.params["W"]
        views = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))
        return np.einsum("nchwkl,fckl->nfhw", views, w)
"""


def test_what_the_code_lacks_is_not_said_of_its_dialect(tmp_path):
    """A class, a method, and what the constructor does not take; its weights are in a dictionary."""
    (tmp_path / "some.py").write_text(LACKING)
    code, said = run(tmp_path / "some.py", cases=CASES.parent)
    said = " ".join(said.split())
    assert code == 0, said
    assert "as some.py has nothing for them: " in said
    for each in ("Conv2d.backward (", "a class for max_pool2d (", "bias of Conv2d(in_channels, ",
                 "stride of Conv2d(in_channels, "):  # fmt: skip
        assert each in said.partition("has nothing for them: ")[2]
    (tmp_path / "some.py").write_text(LACKING.replace("fckl->nfhw", "fclk->nfhw"))
    assert run(tmp_path / "some.py", cases=CASES.parent)[0] == 1


def test_weights_in_a_dictionary_that_cannot_be_set_are_not_overwritten(tmp_path):
    """Nothing is judged, and it is said why."""
    code = LACKING.replace("self.params = {", "self.weight = {}\n        held = {")
    code = code.replace("    def forward", "        self.weight.update(held)\n\n    def forward")
    (tmp_path / "some.py").write_text(code.replace('self.params["W"]', 'self.weight["W"]'))
    code, said = run(tmp_path / "some.py", cases=CASES.parent)
    assert code == 1
    assert "Conv2d.weight is a dictionary with 'W': array " in " ".join(said.split())
    assert "not-judged" in said


KEPT = """\
import numpy as np

buffers = {}

def max_pool_forward_naive(x, pool_param):
    k, s = pool_param["pool_height"], pool_param["stride"]
    views = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(2, 3))[:, :, ::s, ::s]
    out = buffers.setdefault(views.shape, np.empty(views.shape[:4]))
    out[...] = views.max((4, 5))
    return out, (x, pool_param)
"""


def test_a_result_that_the_next_call_changes_is_found(tmp_path):
    """Two layers of one network would have one result; a new array each time is right."""
    (tmp_path / "kept.py").write_text(KEPT)
    code, said = run(tmp_path / "kept.py", "--case", "halving", "--pass", "forward")
    assert code == 1
    assert "max_pool_forward_naive(x, pool_param) changed what it returned the time before" in said
    (tmp_path / "kept.py").write_text(KEPT.replace("return out,", "return out.copy(),"))
    assert run(tmp_path / "kept.py", "--case", "halving", "--pass", "forward")[0] == 0


@pytest.mark.parametrize("imported", ["conv_forward_fast, conv_backward_fast", "*"])
def test_a_file_that_is_not_beside_is_missed_where_it_is_used(tmp_path, imported):
    """Code that only names its neighbour is judged; what calls it did not run, and does not pass."""
    head = f"from .fast_layers import {imported}\n"
    (tmp_path / "layers.py").write_text(head + KEPT.replace("return out,", "return out.copy(),"))
    words = ("--case", "halving", "--pass", "forward")
    code, said = run(tmp_path / "layers.py", *words)
    assert (code, " passed in " in said) == (0, True), said
    used = "from .fast_layers import largest\n" + KEPT.replace(
        "views.max((4, 5))", "largest(views)"
    )
    (tmp_path / "layers.py").write_text(used)
    code, said = run(tmp_path / "layers.py", *words)
    assert (code, " passed in " in said) == (1, False), said
    assert "fast_layers is replaced by a stand-in here" in said
    assert "hand over the whole folder" in " ".join(said.split())
    (tmp_path / "layers.py").write_text(
        "try:\n    from .fast_layers import largest\nexcept ImportError:\n"
        "    def largest(of): return of.max((4, 5))\n"
        + KEPT.replace("views.max((4, 5))", "largest(views)").replace("return out,", "return +out,")
    )
    assert run(tmp_path / "layers.py", *words)[0] == 0


LATER = """\
import numpy as np

last = []

def zero_padding(X, padding):
    out = np.zeros((*X.shape[:2], X.shape[2] + 2 * padding[0], X.shape[3] + 2 * padding[1]), X.dtype)
    out[:, :, padding[0] : padding[0] + X.shape[2], padding[1] : padding[1] + X.shape[3]] = X
    {}
    last[:] = [out]
    return out
"""


def test_one_array_alone_is_held_to_the_same(tmp_path):
    """Who wipes what was returned before is wrong; who only remembers it is not."""
    words = ("--operator", "zero_padding", "--report", f"json:{tmp_path / 'report.json'}")
    (tmp_path / "later.py").write_text(LATER.format("for each in last: each[...] = 0"))
    code, said = run(tmp_path / "later.py", *words, cases=CASES.parent)
    assert code == 1
    assert "zero_padding(X, padding) changed what it returned the time before" in said
    assert "the same array is returned again and again, so a later call changes an earlier" in said
    (tmp_path / "later.py").write_text(LATER.format("assert len(last) < 2"))
    assert run(tmp_path / "later.py", *words, cases=CASES.parent)[0] == 0


DOUBLED = """

_forward = conv_forward_naive


def conv_forward_naive(x, w, b, conv_param):
    out, cache = _forward(x, w, b, conv_param)
    return 2 * out, (x, -w, b, conv_param)
"""


def test_lines_about_functions_have_the_names_that_are_theirs(tmp_path):
    """One name may be for several results; what waits for another function takes a line, no more."""
    text = (Path(__file__).parent / "people/cs231n/right/loops.py").read_text()
    (tmp_path / "theirs.py").write_text(text + DOUBLED)
    code, said = run(tmp_path / "theirs.py")
    assert code == 1
    for line in (
        "FAIL conv_forward_naive  ",
        "NOT-JUDGED dx of conv_backward_naive  17 of 17 cases: conv_forward_naive, which runs first,",
        "PASS db of conv_backward_naive  9 cases",
        "PASS max_pool_backward_naive  7 cases",
    ):
        assert line in said
    assert said.count("NOT-JUDGED") == 1
    assert "convolution2D" not in said
    few = run(tmp_path / "theirs.py", "--case", "same-size", cases=CASES / "cs231n.yaml")[1]
    assert "NOT-JUDGED dx of conv_backward_naive  conv_forward_naive, which runs first, is" in few


def test_a_function_of_two_operators_is_told_with_the_operator(tmp_path):
    """deeplearning.ai's poolings are one function with a mode."""
    text = (Path(__file__).parent / "people/deeplearning_ai/right/loops.py").read_text()
    assert "np.mean(" in text
    (tmp_path / "theirs.py").write_text(text.replace("np.mean(", "2 * np.mean("))
    code, said = run(tmp_path / "theirs.py")
    assert (code, "FAIL pool_forward (avg_pool2d)  " in said) == (1, True), said
    assert "PASS pool_forward (max_pool2d)  " in said


def test_rows_are_folded_where_they_take_many_lines(tmp_path):
    """Long names of arguments break rows: fifty results took two hundred and fifty lines."""
    text = (Path(__file__).parent / "people/layer_classes/right/torch_like.py").read_text()
    (tmp_path / "theirs.py").write_text(text)
    words = ("run", CASES, "--impl", tmp_path / "theirs.py", "--reference", "definition")
    pool = ("--operator", "max_pool2d")
    for width, more, folded in (("200", (), True), ("80", (), True), ("200", pool, False)):
        asked = [*map(str, words), *more]
        done = CliRunner().invoke(application(["run"]), asked, env={"COLUMNS": width})
        assert done.exit_code == 0
        assert ("(-v shows every case)" in done.output) == folded
        assert len(done.output.splitlines()) < 150


def test_layers_without_their_tensors_are_told_what_they_need(tmp_path):
    """The folder with all of the package, or the package."""
    code = (CASES.parent.parent / "tests/dialects/people/needle/right/loops.py").read_text()
    alone = code[code.index("class Conv(") :]
    (tmp_path / "ops.py").write_text(f"import numpy as np\n\nTensorOp = object\n\n\n{alone}")
    code, said = run(tmp_path / "ops.py")
    said = " ".join(said.split())
    assert "ops.py is called in the dialect needle" in said
    assert "give the folder that holds all of needle, or install it and add --allow needle" in said
    assert "passed" not in said


CIRCLE = {
    "__init__.py": "from .core import size\nfrom .layers import Pooling\n",
    "core.py": "from . import layers\n\n\ndef size(of):\n    return of, of\n",
    "layers.py": "from __future__ import annotations\n\nfrom dataclasses import dataclass\n"
    "from typing import ClassVar\n\nimport numpy as np\n\nfrom .core import size\n\n\n"
    "@dataclass\nclass Window:\n    rank: ClassVar[int] = 2\n    side: int = 2\n\n\n"
    f"{WINDOWS.partition(chr(10) * 2)[2]}\n\n{POOL}",
}


def test_files_of_a_package_that_import_one_another_are_loaded_as_python_does(tmp_path):
    """Through ``__init__.py``, from which on alone they find what they need; with dataclasses."""
    (tmp_path / "net").mkdir()
    for name, text in CIRCLE.items():
        (tmp_path / "net" / name).write_text(text.replace("from .core import size\n\n\n@", "\n@"))
    (tmp_path / "net" / "core.py").write_text(
        "import net.layers\nfrom net.layers import Pooling\n\n\ndef size(of):\n    return of, of\n"
    )
    layers = (tmp_path / "net" / "layers.py").read_text()
    (tmp_path / "net" / "layers.py").write_text(f"{layers}\n\nfrom .core import size\n")
    for path in (tmp_path / "net", tmp_path / "net" / "layers.py"):
        code, said = run(path, "--case", "halving", "--pass", "forward")
        assert (code, " passed in " in said) == (0, True), said


def notebook(*cells):
    """Return a notebook with some cells of code."""
    told = [{"cell_type": "code", "source": each, "metadata": {}, "outputs": []} for each in cells]
    return json.dumps({"cells": told, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_notebooks_that_import_one_another_are_run(tmp_path):
    """With what makes that possible, which is not installed here."""
    (tmp_path / "helpers.ipynb").write_text(notebook(WINDOWS))
    cells = ("import import_ipynb", "from helpers import windows", POOL)
    (tmp_path / "layers.ipynb").write_text(notebook(*cells))
    code, said = run(tmp_path / "layers.ipynb", "--case", "halving", "--pass", "forward")
    assert (code, " passed in " in said) == (0, True), said


RUNS = {
    "a notebook": ("my helpers.ipynb", "%run 'my helpers.ipynb'"),
    "a file with options": ("helpers.py", "%run -i helpers.py 1 2  # makes _windows"),
    "a name alone": ("helpers.py", "if True:\n    %run ./helpers"),
    "below": ("parts/helpers.ipynb", "%run parts/helpers.ipynb"),
}


@pytest.mark.parametrize("name", RUNS)
def test_what_a_notebook_runs_is_defined_in_it(tmp_path, name):
    """Names with an underscore, too, as with IPython; also where a function stands there alone."""
    file, magic = RUNS[name]
    text = WINDOWS.replace("def windows", "def _windows")
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(notebook(text) if file.endswith(".ipynb") else text)
    pool = POOL.replace("windows(", "_windows(")
    (tmp_path / "layers.ipynb").write_text(notebook(f"!pip install torch\n{magic}", pool))
    (tmp_path / "all.ipynb").write_text(notebook("%run layers.ipynb"))
    for path in ("layers", "all"):
        code, said = run(tmp_path / f"{path}.ipynb", "--case", "halving", "--pass", "forward")
        assert (code, " passed in " in said) == (0, True), said


def test_what_a_notebook_runs_and_lacks_is_told(tmp_path):
    """Where it is used; a name that is computed cannot be followed, and neither can a function's own."""
    (tmp_path / "layers.ipynb").write_text(notebook("%run helpers.ipynb", POOL))
    code, said = run(tmp_path / "layers.ipynb", "--case", "halving", "--pass", "forward")
    assert code == 1
    assert "helpers is replaced by a stand-in here" in " ".join(said.split())
    assert "hand over the whole folder" in " ".join(said.split())
    (tmp_path / "helpers.py").write_text(WINDOWS)
    for cell in ("%run {name}.py", "def load():\n    %run helpers"):
        (tmp_path / "layers.ipynb").write_text(notebook(cell, POOL))
        code, said = run(tmp_path / "layers.ipynb", "--case", "halving", "--pass", "forward")
        assert (code, "name 'windows' is not defined" in said) == (1, True), said


def test_an_exported_notebook_runs_others(tmp_path):
    """As nbconvert writes it."""
    (tmp_path / "helpers.ipynb").write_text(notebook(WINDOWS))
    line = "get_ipython().run_line_magic('run', '\"helpers.ipynb\"')\n"
    (tmp_path / "layers.py").write_text(line + POOL)
    code, said = run(tmp_path / "layers.py", "--case", "halving", "--pass", "forward")
    assert (code, " passed in " in said) == (0, True), said


@pytest.mark.parametrize("line", ["%run theirs.py", "from theirs import *"])
def test_a_file_that_has_all_from_another_is_in_that_ones_dialect(tmp_path, line):
    """It defines nothing itself by which it could be known."""
    shutil.copy(PEOPLE / "cs231n" / "right" / "loops.py", tmp_path / "theirs.py")
    (tmp_path / "all.ipynb").write_text(notebook(line))
    code, said = run(tmp_path / "all.ipynb", "--case", "windows")
    assert code == 0, said
    assert "called in the dialect cs231n" in said


def test_layers_beside_compiled_ones_that_are_absent_are_checked(tmp_path):
    """As those of CS231n are before `python setup.py build_ext` has been run."""
    (tmp_path / "cs231n").mkdir()
    right = Path(__file__).parent / "people" / "cs231n" / "right" / "loops.py"
    fast = "try:\n    from cs231n.im2col_cython import col2im_cython, im2col_cython\n"
    fast += "except ImportError:\n    print('run: python setup.py build_ext --inplace')\n"
    fast += "def conv_forward_fast(x, w, b, conv_param):\n    return im2col_cython(x), None\n"
    (tmp_path / "cs231n" / "fast_layers.py").write_text(fast)
    layers = tmp_path / "cs231n" / "layers.py"
    layers.write_text(f"from .fast_layers import conv_forward_fast\n{right.read_text()}")
    code, said = run(layers, "--case", "same-size", "--operator", "conv2d")
    assert (code, " passed in " in said) == (0, True), said
    (tmp_path / "cs231n" / "fast_layers.py").write_text(fast.replace("_fast", "_naive"))
    code, said = run(tmp_path / "cs231n" / "fast_layers.py", "--case", "same-size")
    assert code == 1
    assert "NOT-ALLOWED" in said
    assert "uses im2col_cython, which could not be imported (cs231n/fast_layers.py, line 6" in said
    assert "from cs231n.im2col_cython, which is not among the files: hand that over too" in said


def test_a_home_is_nobodys_package(tmp_path, monkeypatch):
    """Code chooses nothing of what lies above it there."""
    path = tmp_path / "ann" / "work" / "layers.py"
    path.parent.mkdir(parents=True)
    path.write_text("from ann.work import x\nfrom ..mail import y\nfrom work import z\n")
    assert package_root(path, ()) == tmp_path
    monkeypatch.setenv("HOME", str(tmp_path / "ann"))
    assert package_root(path, ()) == tmp_path / "ann"
    monkeypatch.setenv("HOME", str(path.parent))
    assert package_root(path, ()) == path.parent


def test_a_name_is_proposed_only_where_it_would_do(tmp_path):
    """Of one image, or as a class, it is another matter, and told as it is."""
    path = tmp_path / "layers.py"
    path.write_text("def convolution2d(X, W, padding, stride):\n    return X\n")
    with pytest.raises(UsageError, match=r"(?i)did you mean"):
        run(path)
    path.write_text("def convolution(image, filt, bias, s=1):\n    return image\n")
    with pytest.raises(UsageError) as caught:
        run(path)
    said = f"{caught.value}"
    assert "it has convolution(image, filt, bias, s)" in said
    assert "did you mean" not in said.lower()
    path.write_text("class Convolution:\n    def __init__(self, shape):\n        pass\n")
    with pytest.raises(UsageError, match="layer_classes does not understand Convolution"):
        run(path)


def test_a_class_is_not_judged_by_another_file_of_its_package(tmp_path):
    """What is not understood of it is told, though a pooling beside it could be called."""
    (tmp_path / "__init__.py").write_text("")
    (tmp_path / "pool.py").write_text(WINDOWS + POOL)
    path = tmp_path / "conv.py"
    path.write_text(
        "from .pool import Pooling\n\n\nclass Conv:\n    def __init__(self, shape):\n        pass\n"
    )
    with pytest.raises(UsageError, match="layer_classes does not understand Conv"):
        run(path)


def test_what_is_not_supported_is_told_by_the_name_that_is_theirs(tmp_path):
    """As in all other lines."""
    right = (Path(__file__).parent / "people" / "cs231n" / "right" / "loops.py").read_text()
    line = "    F, _, HH, WW = w.shape\n"
    refusing = line + "    assert (x.shape[2] + 2 * pad - HH) % stride == 0, 'does not fit'\n"
    (tmp_path / "layers.py").write_text(right.replace(line, refusing, 1))
    _, said = run(tmp_path / "layers.py", "--operator", "conv2d", "--pass", "forward")
    assert "conv_forward_naive does not support " in said, said


def test_a_compiled_part_that_was_not_built_is_told_as_that(tmp_path):
    """Nothing of the code runs by itself."""
    folder = tmp_path / "needle"
    (folder / "backend").mkdir(parents=True)
    (folder / "backend" / "__init__.py").write_text("")
    (folder / "__init__.py").write_text("")
    text = (
        "from .backend import backend_cpu\n\n\ndef conv(a, b, stride=1, padding=1):\n    return a\n"
    )
    (folder / "ops.py").write_text(text + "class Tensor:\n    pass\n")
    _, said = run(folder / "ops.py", "--dialect", "needle", "--case", "no-bias-same")
    assert "cannot import name 'backend_cpu'" in said, said
    assert "where it is compiled, build it first" in said
    assert "move demonstrations" not in said


def test_weights_that_are_handed_may_be_kept_in_a_list(tmp_path):
    """And gradients beside them, as in the second volume of the book."""
    right = (Path(__file__).parent / "people/layer_classes/right/book.py").read_text()
    kept = "        self.params, self.grads = [W, b], [np.zeros_like(W), np.zeros_like(b)]\n"
    listed = right.replace("        self.W = W\n        self.b = b\n", kept)
    listed = listed.replace("        self.dW = None\n        self.db = None\n", "")
    listed = listed.replace("self.W", "self.params[0]").replace("self.b", "self.params[1]")
    listed = listed.replace("self.dW", "self.grads[0]").replace("self.db", "self.grads[1]")
    path = tmp_path / "layers.py"
    for text, right in ((listed, 0), (listed.replace("np.sum(dout", "np.mean(dout"), 1)):
        path.write_text(text)
        code, said = run(path, "--case", "same-size", "--case", "wide-border")
        assert code == right, said
        assert "that is understood" not in said
    assert "db of Convolution.backward" in said


FIRST = {
    "deeplearning_ai": "    (m, n_H_prev, n_W_prev, n_C_prev) = A_prev.shape",
    "minitorch": "        batch, in_channels, h, w = input.shape",
}


@pytest.mark.parametrize("dialect", FIRST)
def test_a_forward_pass_that_raises_is_no_fault_of_the_gradients(tmp_path, dialect):
    """Also where a case asks for a gradient alone."""
    text, line = (PEOPLE / dialect / "right" / "loops.py").read_text(), FIRST[dialect]
    assert line in text
    raising = line.replace(line.strip(), "int([])")
    (tmp_path / "layers.py").write_text(text.replace(line, f"{raising}\n{line}", 1))
    words = ("--operator", "conv2d", "--pass", "backward_input", "--pass", "backward_filter")
    code, said = run(tmp_path / "layers.py", *words)
    assert code == 1
    assert "FAIL" not in said, said
    assert ", which runs first, raised TypeError: " in said
