"""Files, folders, notebooks and modules as people have them, checked as they are."""

import json

import numpy as np
import pytest

from cnncheck import layers
from cnncheck.dialects import Call
from cnncheck.implementations.opening import open_implementation
from cnncheck.options import Options

IMPORTS = """
import numpy as np
import torch
import torch.nn.functional as F
import matplotlib.pyplot as plt
from torch import nn

"""

FUNCTIONS = {
    "zero_padding": '''
def zero_padding(X, padding):
    """Zeros around."""
    N, C, H, W = X.shape
    ph, pw = padding
    out = np.zeros((N, C, H + 2 * ph, W + 2 * pw), X.dtype)
    out[:, :, ph:H + ph, pw:W + pw] = X
    return out
''',
    "convolution2D": """
def convolution2D(X, W, stride, padding):
    X = zero_padding(X, padding)
    (sh, sw), (N, _, H, V), (F, _, KH, KW) = stride, X.shape, W.shape
    out = np.zeros((N, F, (H - KH) // sh + 1, (V - KW) // sw + 1), X.dtype)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            window = X[:, :, sh * i:sh * i + KH, sw * j:sw * j + KW]
            out[:, :, i, j] = np.tensordot(window, W, ((1, 2, 3), (1, 2, 3)))
    return out
""",
    "convolution2D_backward_filter": """
def convolution2D_backward_filter(out_grad, X, W, stride):
    (sh, sw), (KH, KW) = stride, W.shape[2:]
    dW = np.zeros_like(W)
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            window = X[:, :, sh * i:sh * i + KH, sw * j:sw * j + KW]
            dW += np.tensordot(out_grad[:, :, i, j], window, (0, 0))
    return dW
""",
    "convolution2D_backward_input": """
def convolution2D_backward_input(out_grad, X, W, stride):
    (sh, sw), (KH, KW) = stride, W.shape[2:]
    dX = np.zeros_like(X)
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            part = np.tensordot(out_grad[:, :, i, j], W, (1, 0))
            dX[:, :, sh * i:sh * i + KH, sw * j:sw * j + KW] += part
    return dX
""",
    "pool_forward": """
def pool_forward(X, f, s):
    N, C, H, W = X.shape
    out = np.zeros((N, C, (H - f) // s + 1, (W - f) // s + 1), X.dtype)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            out[:, :, i, j] = X[:, :, s * i:s * i + f, s * j:s * j + f].max(axis=(2, 3))
    return out
""",
    "pool_back": """
def pool_back(grad_pool, X, f, s):
    dX = np.zeros_like(X)
    for n, c, i, j in np.ndindex(*grad_pool.shape):
        window = X[n, c, s * i:s * i + f, s * j:s * j + f]
        k, l = np.unravel_index(window.argmax(), window.shape)
        dX[n, c, s * i + k, s * j + l] += grad_pool[n, c, i, j]
    return dX
""",
}

DEMONSTRATION = """
torch.manual_seed(0)
x = torch.rand(2, 3, 8, 8)
fig, axes = plt.subplots(1, 2)
print(x.mean().item())
"""

MAIN = """
if __name__ == "__main__":
    x = torch.rand(1, 1, 4, 4)
    raise SystemExit("this is not to be run")
"""


def questions():
    """One small problem for each of the six functions."""
    rng = np.random.default_rng(7)
    X, W = rng.random((2, 3, 6, 7)), rng.random((4, 3, 2, 3))
    out, pooled = layers.convolution2D(X, W, (2, 1), (0, 0)), layers.pool_forward(X, 2, 2)
    asked = {
        "zero_padding": {"X": X, "padding": (1, 2)},
        "convolution2D": {"X": X, "W": W, "stride": (2, 1), "padding": (1, 0)},
        "convolution2D_backward_filter": {
            "out_grad": np.ones_like(out),
            "X": X,
            "W": W,
            "stride": (2, 1),
        },
        "convolution2D_backward_input": {
            "out_grad": np.ones_like(out),
            "X": X,
            "W": W,
            "stride": (2, 1),
        },
        "pool_forward": {"X": X, "f": 2, "s": 2},
        "pool_back": {"grad_pool": np.ones_like(pooled), "X": X, "f": 2, "s": 2},
    }
    return [Call(name, args) for name, args in asked.items()]


def check(implementation, *, but=()):
    """Ask all six functions and compare with the built-in layers."""
    try:
        for problem in questions():
            reply = implementation.call(problem)
            if problem.function in but:
                continue
            assert reply.outcome == "passed", (problem.function, reply)
            right = getattr(layers, problem.function)(*problem.arguments.values())
            assert np.allclose(reply.value, right), problem.function
        return {p.function: implementation.call(p) for p in questions() if p.function in but}
    finally:
        implementation.close()


def ask(implementation, function="zero_padding"):
    """Ask one of the six."""
    return implementation.call(next(p for p in questions() if p.function == function))


@pytest.fixture
def ask_file(tmp_path):
    """Writes a file, asks one function of it in a worker, closes."""

    def ask_file(text, function="zero_padding", **options):
        (tmp_path / "solution.py").write_text(text)
        implementation = open_implementation(str(tmp_path / "solution.py"), Options(**options))
        try:
            return ask(implementation, function)
        finally:
            implementation.close()

    return ask_file


@pytest.fixture
def folder(tmp_path):
    """Six files, each with torch and matplotlib on top and a demonstration below."""
    root = tmp_path / "homework-1"
    root.mkdir()
    for name, text in FUNCTIONS.items():
        uses = "from zero_padding import zero_padding\n" if name == "convolution2D" else ""
        (root / f"{name}.py").write_text(IMPORTS + uses + text + DEMONSTRATION + MAIN)
    return root


@pytest.mark.parametrize("isolated", [True, False], ids=["isolated", "in process"])
def test_a_folder_of_six_files(folder, isolated):
    """Functions are found where they are, and files import each other."""
    check(open_implementation(str(folder), Options(isolated=isolated)))


def test_the_builtin_in_a_worker(nothing_left):
    """cnncheck's own layers answer from a jail as well."""
    check(open_implementation("builtin"))


def cell(source, kind="code"):
    return {"cell_type": kind, "source": source.splitlines(True), "metadata": {}}


@pytest.fixture
def notebook(tmp_path):
    """The six functions among magics, shell lines, test cells and plots."""
    cells = [
        cell("# CNN\nnot code at all ((", "markdown"),
        cell(
            "%matplotlib inline\n!pip install torch\n"
            + IMPORTS
            + "plt.rcParams['figure.figsize'] = (5, 5)"
        ),
        cell("%%html\n<b>hello</b>"),
        cell("DTYPE = np.float64\nEPS = 1e-8\n"),
    ]
    for name, text in FUNCTIONS.items():
        cells.append(cell("%%time\n" + text if name == "pool_back" else text))
        cells.append(
            cell(
                f"np.random.seed(3)\nX = np.random.rand(2, 3, 4, 4)\nresult = {name}(X)\n"
                "assert abs(torch.sum(torch.tensor(result)) - 3) < EPS\n"
                "if True:\n    %timeit pass\nfiles = !ls\nplt.imshow(X)\nresult?\n"
                "while True:\n    pass\n"
            )
        )
    path = tmp_path / "CNN.ipynb"
    path.write_text(
        json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}})
    )
    return path


@pytest.mark.parametrize("isolated", [True, False], ids=["isolated", "in process"])
def test_a_notebook(notebook, isolated):
    """Only imports, definitions, constants and what definitions need are run."""
    check(open_implementation(str(notebook), Options(isolated=isolated)))


@pytest.mark.parametrize("isolated", [True, False], ids=["isolated", "in process"])
def test_a_script_exported_from_a_notebook(tmp_path, isolated):
    """Its magics and shell commands are calls of what IPython alone defines."""
    functions = dict(FUNCTIONS)
    timed = functions.pop("pool_back")
    path = tmp_path / "cnn.py"
    path.write_text(
        "get_ipython().system('pip install torch')\n"
        "get_ipython().run_line_magic('matplotlib', 'inline')\n"
        f"{IMPORTS}{''.join(functions.values())}\n"
        f"get_ipython().run_cell_magic('time', '', {timed!r})\n"
        "get_ipython().run_cell_magic('html', '', '<b>hello</b>')\n"
    )
    check(open_implementation(str(path), Options(isolated=isolated)))


@pytest.mark.parametrize(
    "line",
    [
        "get_ipython().run_line_magic('matplotlib', 'inline')",
        "if True:\n    get_ipython().run_line_magic('matplotlib', 'inline')",
        "shell = get_ipython()\nshell.run_line_magic('load_ext', 'autoreload')",
        "files = get_ipython().getoutput('ls')",
        "try:\n    get_ipython()\nexcept NameError:\n    inside = False",
    ],
)
def test_what_ipython_alone_defines_is_left_out_of_helpers_as_well(tmp_path, line):
    """However it is called, and wherever it stands; it may have been exported with its notebook."""
    helper = f"{line}\n{IMPORTS}{FUNCTIONS['zero_padding']}"
    (tmp_path / "helper.py").write_text(helper.replace("def zero_padding", "def pad"))
    path = tmp_path / "solution.py"
    path.write_text("from helper import pad as zero_padding\n")
    implementation = open_implementation(str(path), Options(isolated=False))
    assert implementation.find("zero_padding") is None


def test_a_folder_with_one_notebook(notebook):
    """A folder without Python files means its notebook."""
    implementation = open_implementation(str(notebook.parent))
    assert implementation.name.endswith("/CNN.ipynb")
    check(implementation)


def test_a_module(folder, monkeypatch):
    """A module is found from the current folder, and its package comes along."""
    package = folder.parent / "engine"
    folder.rename(package)
    (package / "__init__.py").write_text(
        "raise RuntimeError('packages are not imported to be found')"
    )
    names = "\n".join(f"from .{name} import {name}" for name in FUNCTIONS)
    (package / "kernels.py").write_text(names)
    (package / "__init__.py").write_text("")
    monkeypatch.chdir(package.parent)
    implementation = open_implementation("engine.kernels")
    assert implementation.name == "engine.kernels"
    check(implementation)


def test_other_names_are_bound(folder):
    """A binding says in which file, under which name, a function is."""
    text = (folder / "pool_back.py").read_text().replace("pool_back", "my_pool")
    (folder / "pool_back.py").unlink()
    (folder / "mine.py").write_text(text)
    check(open_implementation(str(folder), Options(bind={"pool_back": "mine.py:my_pool"})))
    found = check(
        open_implementation(str(folder), Options(bind={"pool_back": "there.py:f"})),
        but=["pool_back"],
    )["pool_back"]
    assert found.outcome == "not-asked"
    assert found.message == "pool_back is bound to there.py, which homework-1 does not have"


def test_a_missing_function_is_skipped_and_the_others_are_checked(folder):
    """The reply names what is there."""
    (folder / "pool_back.py").write_text(
        FUNCTIONS["pool_back"].replace("pool_back", "pool_backward")
    )
    reply = check(open_implementation(str(folder)), but=["pool_back"])["pool_back"]
    assert reply.outcome == "not-asked"
    assert reply.message == "homework-1 has no function pool_back"
    assert reply.hint == (
        "Did you mean pool_backward? Then rename it, or say --bind pool_back=pool_backward."
    )


def test_a_broken_file_in_a_folder_fails_alone(folder):
    """The other files' functions are still checked."""
    (folder / "pool_back.py").write_text("def pool_back(:\n    pass\n")
    reply = check(open_implementation(str(folder)), but=["pool_back"])["pool_back"]
    assert reply.outcome == "load-error"
    assert reply.message == (
        "pool_back.py cannot be loaded: SyntaxError: invalid syntax (pool_back.py, line 1): "
        "def pool_back(:"
    )


def test_two_definitions(folder):
    """The file that is called like the function wins; without one, the choice is told."""
    wrong = FUNCTIONS["pool_back"].replace("return dX", "raise KeyError")
    (folder / "another.py").write_text("import numpy as np\n" + wrong)
    check(open_implementation(str(folder)))
    (folder / "pool_back.py").rename(folder / "backwards.py")
    reply = check(open_implementation(str(folder)), but=["pool_back"])["pool_back"]
    assert reply.outcome == "raised"
    assert (
        "pool_back is defined in another.py and backwards.py; another.py was checked "
        "(choose with --bind pool_back=FILE:pool_back)\n"
    ) in reply.log


def test_a_standin_used_by_a_checked_function(ask_file):
    """Using torch while being checked is not allowed; the call and the option are named."""
    reply = ask_file(
        IMPORTS + "def zero_padding(X, padding):\n    return torch.nn.functional.conv2d(X, X)\n"
    )
    assert reply.outcome == "not-allowed"
    assert reply.message == (
        "zero_padding(X, padding) calls torch.nn.functional.conv2d, but torch is replaced by a "
        "stand-in here (solution.py, line 9, in zero_padding)"
    )
    assert reply.hint == (
        "Add --allow torch to run the real torch, or compute the result with NumPy. If torch is a "
        "file of your own, hand over the whole folder."
    )


@pytest.mark.parametrize(
    "line",
    [
        "device = 'cuda' if torch.cuda.is_available() else 'cpu'",
        "a, b = torch.rand(3).shape",
        "x = torch.rand(2, 2) * 3 + np.ones(2) - 1\ny = -x[0] @ x.T >= 2",
        "with torch.no_grad():\n    print(f'{torch.ones(1).item():.3f}')",
        "assert torch.allclose(torch.ones(1), torch.ones(1))",
        "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n\nnet = Net().to('cpu')",
        "for batch in torch.utils.data.DataLoader([]):\n    batch.backward()",
        "undefined_name + 1",
        "open('results.txt', 'w').write('x')",
        "np.save('x.npy', np.zeros(3))",
        "try:\n    import cupy as xp\nexcept ImportError:\n    xp = np\nassert xp is np",
        "from google.colab import drive\ndrive.mount('/content/drive')",
        "import sys, tqdm\nsys.path.append('..')\nfor i in tqdm.tqdm(range(3)):\n    pass",
        "torch.manual_seed(0); np.random.seed(0); isinstance(np.ones(1), torch.Tensor)",
    ],
)
def test_demonstrations_at_module_level(ask_file, line):
    """Whatever demonstrations do, what was defined is checked."""
    texts = [FUNCTIONS["zero_padding"] + line]
    if not line.startswith(("undefined_name", "open(", "np.save")):
        texts.append(line + "\n" + FUNCTIONS["zero_padding"])
    for text in texts:  # before any definition, an error of one's own is an error
        assert ask_file(IMPORTS + text).outcome == "passed", text


def test_what_was_left_out_is_told_on_failure(ask_file):
    """A demonstration that failed is mentioned where the function fails."""
    text = "import numpy as np\nSCALE = 2\ndef zero_padding(X, padding):\n    return X[SCALE, 99]\n"
    reply = ask_file(text + "print('hello')\n1 / 0\n")
    assert reply.outcome == "raised"
    assert (
        "solution.py raised ZeroDivisionError: division by zero while it was loaded (solution.py, "
        "line 6, in <module>); only imports, definitions and constants were kept"
    ) in reply.log


def test_printing_is_captured(ask_file, capfd):
    """What a function prints is in the log and not on the terminal."""
    reply = ask_file(
        "import numpy as np\ndef zero_padding(X, padding):\n    print('shape', X.shape)\n    return 1 / 0\n"
    )
    assert reply.log.startswith(
        "shape (2, 3, 6, 7)\n  solution.py, line 4, in zero_padding\n    return 1 / 0"
    )
    assert capfd.readouterr() == ("", "")


def test_forbidden_names(ask_file):
    """The syntax tree is searched under all aliases, and in the functions that are called."""
    pads = {
        "import numpy as xx": "xx.pad(X, 1)",
        "from numpy import pad as p": "p(X, 1)",
        "import numpy as np\nmine = np.pad": "mine(X, 1)",
        "import numpy as np\ndef helper(X):\n    return np.pad(X, 1)": "helper(X)",
        "from numpy import *": "pad(X, 1)",
    }
    for imports, use in pads.items():
        text = f"{imports}\ndef zero_padding(X, padding):\n    return {use}\n"
        reply = ask_file(text, forbid={"zero_padding": ("numpy.pad",)})
        assert reply.outcome == "forbidden", text
        assert reply.message.startswith("zero_padding uses numpy.pad (solution.py, line "), text
        assert ask_file(text, forbid={"pool_back": ("numpy.pad",)}).outcome == "passed"
    local = (
        "import numpy as np\ndef f(X):\n    return np.pad(X, 1)\n"
        "def zero_padding(X, f):\n    p = f\n    return X.copy()\n"
    )
    assert ask_file(local, forbid={"zero_padding": ("numpy.pad",)}).outcome == "passed"
    unused = (
        "import numpy as np\ndef other(X):\n    return np.pad(X, 1)\n" + FUNCTIONS["zero_padding"]
    )
    assert ask_file(unused, forbid={"zero_padding": ("numpy.pad",)}).outcome == "passed"


def test_a_forbidden_module_forbids_what_is_in_it(ask_file):
    """numpy.lib forbids numpy.lib.stride_tricks.as_strided."""
    text = "import numpy as np\ndef zero_padding(X, padding):\n    return np.lib.stride_tricks.as_strided(X)\n"
    reply = ask_file(text, forbid={"zero_padding": ("numpy.lib",)})
    assert (
        reply.message
        == "zero_padding uses numpy.lib.stride_tricks.as_strided (solution.py, line 3)"
    )


def test_forbidding_for_one_question(ask_file, tmp_path):
    """A case's own prohibition holds for that case alone."""
    (tmp_path / "s.py").write_text(
        "import numpy as np\ndef zero_padding(X, padding):\n    return np.pad(X, 1)\n"
    )
    implementation = open_implementation(str(tmp_path / "s.py"))
    problem = questions()[0]
    outcomes = [implementation.call(problem, forbid).outcome for forbid in ([], ["numpy.pad"], [])]
    implementation.close()
    assert outcomes == ["passed", "forbidden", "passed"]


def test_a_file_called_like_a_module_of_the_standard_library(folder):
    """People's own names do not get in the way of the standard library, nor the other way round."""
    (folder / "helpers.py").write_text("VALUE = 1\n")
    (folder / "string.py").write_text("VALUE = 2\n")
    (folder / "pool_back.py").write_text(
        "import numpy as np\nimport helpers, json, queue\nassert helpers.VALUE == 1\njson.dumps({})\n"
        + FUNCTIONS["pool_back"]
    )
    check(open_implementation(str(folder)))


def test_nothing_is_run_to_find_out_what_is_wrong(tmp_path):
    """Wrong specifications are told at once, with what to give instead."""
    from cnncheck.errors import UsageError

    (tmp_path / "data.txt").write_text("")
    (tmp_path / "empty").mkdir()
    messages = {
        tmp_path / "no.py": "is not there; give a .py file, an .ipynb notebook, a folder, a module",
        tmp_path / "data.txt": "is neither a .py file nor an .ipynb notebook",
        tmp_path / "empty": "has no .py file; name the file or the notebook that is to be checked",
        "no.such.module": "there is no module no.such.module; start cnncheck in the folder that",
        "what is this": "'what is this' is not there, and it is no module name either; give",
    }
    for spec, message in messages.items():
        with pytest.raises(UsageError) as caught:
            open_implementation(str(spec))
        assert message in str(caught.value)


def test_a_named_pipe_is_not_read(tmp_path):
    """What is not a regular file is refused, not waited for."""
    import os

    from cnncheck.errors import UsageError

    (tmp_path / "homework").mkdir()
    os.mkfifo(tmp_path / "solution.py")
    with pytest.raises(UsageError, match="not a file"):
        open_implementation(str(tmp_path / "solution.py"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{}", "it is not a notebook of format 4 (KeyError: 'cells')"),
        ("not json", "it is not a notebook of format 4 (JSONDecodeError"),
        ('{"cells": 3}', "it is not a notebook of format 4 (TypeError"),
        ("[" * 100_000, "RecursionError"),
    ],
)
def test_broken_notebooks(tmp_path, content, message):
    """A file that is no notebook is a load error."""
    (tmp_path / "a.ipynb").write_text(content)
    implementation = open_implementation(str(tmp_path / "a.ipynb"))
    reply = ask(implementation)
    implementation.close()
    assert reply.outcome == "load-error"
    assert message in reply.message


def test_a_cell_that_is_no_python_is_left_out_and_told(tmp_path):
    """The other cells count; the missing function's reply says which cell was left out."""
    cells = [cell(IMPORTS + FUNCTIONS["zero_padding"]), cell("def pool_back(:\n    pass")]
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": cells}))
    implementation = open_implementation(str(tmp_path / "a.ipynb"))
    good, bad = ask(implementation), ask(implementation, "pool_back")
    implementation.close()
    assert good.outcome == "passed"
    assert bad.outcome == "not-asked"
    assert bad.log.startswith("a.ipynb, code cell 2 was left out: SyntaxError: invalid syntax")


def test_packages_that_are_allowed_are_really_imported(ask_file):
    """What is not allowed is a stand-in, or missing for who imports it by other means."""
    text = (
        "import yaml, importlib\nimport numpy as np\ndef zero_padding(X, padding):\n"
        "    return np.array(yaml.safe_load('[1, 2]'))\n"
    )
    assert ask_file(text).message.startswith("zero_padding(X, padding) calls yaml.safe_load")
    assert list(ask_file(text, allow=("yaml",)).value) == [1, 2]
    by_name = text.replace("yaml.safe_load", "importlib.import_module('yaml').safe_load")
    reply = ask_file(by_name)
    assert reply.outcome == "not-allowed"
    assert "zero_padding(X, padding) imports yaml, but yaml is not there" in reply.message


def test_an_interrupt_while_loading_is_the_programs_own(ask_file):
    """Nobody types into a worker: KeyboardInterrupt is an error like others."""
    reply = ask_file("raise KeyboardInterrupt")
    assert reply.outcome == "load-error"
