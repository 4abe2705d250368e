"""Dialects of one's own, in YAML and in Python."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cnncheck.cli.app import application
from cnncheck.errors import UsageError

CASES = Path(__file__).parent.parent.parent / "cases" / "courses"
CODE = """\
import numpy as np

def convolve(img, ker, offset, opt):
    s, p = opt["step"], opt["border"]
    img = np.pad(img, ((0, 0), (p, p), (p, p), (0, 0)))
    views = np.lib.stride_tricks.sliding_window_view(img, ker.shape[:2], axis=(1, 2))
    views = views[:, ::s, ::s]
    return np.einsum("nhwckl,klcf->nhwf", views, ker) + offset, (views, img.shape, ker, s, p)

def convolve_back(grad, kept):
    views, shape, ker, s, p = kept
    dimg = np.zeros(shape)
    for i, j in np.ndindex(*grad.shape[1:3]):
        rows, columns = slice(i * s, i * s + ker.shape[0]), slice(j * s, j * s + ker.shape[1])
        dimg[:, rows, columns] += np.einsum("nf,klcf->nklc", grad[:, i, j], ker)
    dker = np.einsum("nhwckl,nhwf->klcf", views, grad)
    return dker, dimg[:, p : shape[1] - p, p : shape[2] - p], grad.sum((0, 1, 2))
"""
MINE = """\
name: mine
functions:
  conv2d forward: 'convolve(img=X, ker=W, offset=b, opt={"step": stride[0], "border": padding[0]}) -> answer, kept'
  conv2d backward_input: convolve_back(grad=out_grad, kept=cache) -> dker, answer, _
  conv2d backward_filter: convolve_back(grad=out_grad, kept=cache) -> answer, dimg, _
  conv2d backward_bias: convolve_back(grad=out_grad, kept=cache) -> dker, _, answer
axes: {X: NHWC, W: HWIO, out_grad: NHWC}
dtypes: [float64]
"""
CLASS = """\
from cnncheck.dialects.base import Dialect, Signature

class Mine(Dialect):
    name = "mine"
    signatures = {("max_pool2d", "forward"): Signature("pool", {"img": "X", "size": "window"})}

    def cannot(self, case, pass_name):
        if (case.operator, pass_name) in self.signatures and case.stride == case.window:
            return ""
        return f"{case.operator} {pass_name}, or a stride"
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the courses' cases with code in a dialect of its own, and return what is said."""
    monkeypatch.chdir(tmp_path)

    def run(dialect, text, code=CODE):
        (tmp_path / dialect).write_text(text)
        (tmp_path / "theirs.py").write_text(code)
        words = ("run", str(CASES), "--impl", "theirs.py", "--dialect", dialect)
        done = CliRunner().invoke(application(["run"]), [*words, "--reference", "definition"])
        if isinstance(done.exception, UsageError):
            raise done.exception
        return done.exit_code, " ".join(done.output.split())

    return run


def test_names_order_layout_packing_and_unpacking_are_said_in_yaml(run):
    """Right code passes what there are words for."""
    code, said = run("mine.yaml", MINE)
    assert code == 0, said
    assert said.startswith("theirs.py is called in the dialect mine: as --dialect says")
    assert " passed in " in said
    assert "not-judged" not in said
    assert "has no words for them: " in said
    assert "other layers (" in said


def test_faulty_code_is_caught_in_its_own_words(run):
    """Arguments, and the order of axes."""
    code, said = run(
        "mine.yaml", MINE, CODE.replace("dimg[:, rows, columns] +=", "dimg[:, rows, columns] =")
    )
    assert code == 1
    assert "FAIL dX of convolve_back " in said
    assert "overwrite" in said or "= for +=" in said
    assert "smallest: " in said
    assert " grad 1x1x2x1 " in said


def test_the_rest_is_said_in_python(run):
    """With a class of the protocol."""
    pool = "import numpy as np\n\ndef pool(img, size):\n    N, C, H, W = img.shape\n"
    pool += "    img = img[:, :, : H // size * size, : W // size * size]\n"
    pool += "    return img.reshape(N, C, H // size, size, W // size, size).max((3, 5))\n"
    code, said = run("mine.py", CLASS, pool)
    assert code == 0, said
    assert " passed in " in said


F = "functions: {conv2d forward: 'f(x=X, w=W)'"
BAD = {
    "functions: {}": "has no functions; write them, such as: conv2d forward: convolve(",
    "functions: {conv3d sideways: f(x=X)}": "has a function for 'conv3d sideways'; there are ",
    "functions: {conv2d forward: f(X)}": "says 'f(X)', which is no call with named arguments",
    "functions: {conv2d forward: f(x=Y)}": "hands over 'Y'; there are X, W, b, stride, padding",
    F + "}\naxes: {X: NHC}": "says axes X: NHC; write the axes",
    F + "}\ncolour: red": "has a key 'colour'; there are name, ",
    "a: [": "mine.yaml: is no YAML: ",
    "functions: {conv2d forward: 'f(x=X, w=W, s=stride[2])'}": "hands over 'stride[2]'; there are "
    "stride[0], stride[1], padding[0], padding[1], padding_after[0], "
    "padding_after[1], dilation[0], dilation[1]",
    "functions: {conv2d forward: 'f(x=X, w=W[0])'}": "hands over 'W[0]'; there are stride[0], ",
    "functions: {conv2d forward: 'f(x=X, w=W, s=stride[i])'}": "hands over 'stride[i]'; there ",
    "functions: {conv2d forward: 'f(x=X, x=W)'}": "hands over x twice in ",
    "functions: {conv2d forward: 'f(x=X, **W)'}": "hands over **W in ",
    "functions: {conv2d forward: 'f(x=X, w=W + 1)'}": "says 'W + 1'; write names, numbers, lists",
    "functions: {conv2d forward: 'f(x=X, w={0: W})'}": "says '{0: W}'; write names, numbers, ",
    "functions: {conv2d forward: 'f(x=X, w=W, n=99999999999999999999)'}": "says '9999999999999999",
    "functions: {conv2d forward: f(x=X)}": "hands W over nowhere in 'f(x=X)'; there is no right ",
    "functions: {conv2d forward: 'f(x=X, w=W) -> out, cache'}": "in which the answer is not clear; "
    "name what comes back, and `answer` once",
    "functions: {conv2d forward: 'f(x=X, w=W) -> answer, answer'}": "in which the answer is not ",
    "functions: {conv2d forward: 'f(x=X, w=W) ->'}": "in which the answer is not clear",
    "functions: {conv2d forward: 'f(x=X, w=W, c=cache)'}": "hands over 'cache'; there are X, ",
    "functions: {conv2d backward_input: 'f(g=out_grad, c=cache)'}": "hands a cache over in conv2d "
    "backward_input and has no conv2d forward",
    F + ", conv2d backward_input: 'f(g=out_grad, c=cache)'}": "and has no name for the cache",
    "functions: {conv2d forward: 5}": "says 5 of conv2d forward; write a call, such as",
    "functions: [1]": "has no functions",
    "- 1": "has no functions",
    F + "}\nties: anny": "says ties 'anny'; write ties: first where the first of equal maxima ",
    F + "}\ntie: any": "has a key 'tie'; there are name, functions, axes, dtypes, ties",
    F + "}\nname: [1]": "has the name [1]; write a text",
    F + "}\ndtypes: float64": "says dtypes 'float64'; write a list of float64 and float32",
    F + "}\ndtypes: [int64]": "says dtypes ['int64']; write a list",
    F + "}\naxes: NHWC": "says axes 'NHWC'; write the axes of X, W or out_grad",
    "functions: {max_pool2d forward: 'f(x=X, k=window)'}\naxes: {W: HWIO}": "says axes of W, which "
    "no call hands over or returns; there are X",
    F + ", conv2d forward: 'g(x=X, w=W)'}": "the key 'conv2d forward' is written twice: delete one",
}


@pytest.mark.parametrize("text", BAD)
def test_what_is_wrong_with_it_is_told(run, text):
    """With the file, and what may be written."""
    with pytest.raises(UsageError) as caught:
        run("mine.yaml", text)
    assert BAD[text] in str(caught.value)
    assert "mine.yaml" in str(caught.value)


ORDERS = {
    "other names are labels": ("opt=", "options="),
    "another order, of names that are there": (
        "img=X, ker=W, offset=b, ",
        "offset=b, img=X, ker=W, ",
    ),
}


@pytest.mark.parametrize("name", ORDERS)
def test_arguments_are_given_by_name_where_their_order_is_another(run, name):
    """Code is not blamed for what its dialect does."""
    code, said = run("mine.yaml", MINE.replace(*ORDERS[name]))
    assert code == 0, said
    assert " passed in " in said
    assert "not-judged" not in said


def test_neither_names_nor_order_are_refused(run):
    """With both orders, before anything is called."""
    with pytest.raises(UsageError) as caught:
        run("mine.yaml", MINE.replace("img=X, ker=W,", "kernel=W, img=X,"))
    said = str(caught.value)
    assert "calls convolve(kernel, img, offset, opt), and the code has convolve(img, ker, " in said
    assert "write the arguments by the function's own names, or in its order" in said


POOLING = """\
functions:
  max_pool2d forward: 'max_pool_forward_naive(x=X, pool_param={"pool_height": window[0], "pool_width": window[1], "stride": stride[0]}) -> answer, cache'
  max_pool2d backward: 'max_pool_backward_naive(dout=out_grad, cache=cache)'
dtypes: [float64]
"""


@pytest.fixture
def pooling(run):
    """Run a pooling as CS231n's, which gives every maximum the gradient, in a dialect of its own."""
    code = (Path(__file__).parent / "people/cs231n/right/loops.py").read_text()
    return lambda ties, old="", new="": run("mine.yaml", POOLING + ties, code.replace(old, new))


def test_which_of_equal_maxima_is_meant_may_be_open(pooling):
    """Then whoever gives the gradient to all of them is right; and accused where the first is meant."""
    code, said = pooling("ties: any\n")
    assert code == 0, said
    assert " passed in " in said
    assert pooling("ties: first\n")[0] == 1


def test_open_ties_let_nothing_else_pass(pooling):
    """What overwrites where windows overlap is caught."""
    code, said = pooling("ties: any\n", "+= mask", "= mask")
    assert code == 1, said
    assert "FAIL" in said


@pytest.mark.parametrize("taken", ["img, ker, *, offset, opt", "img, /, ker, offset, *, opt"])
def test_arguments_that_are_taken_by_name_or_by_position_alone_are_given_so(run, taken):
    """Whatever the file says of their order, if it can be."""
    code, said = run("mine.yaml", MINE, CODE.replace("img, ker, offset, opt):", f"{taken}):"))
    assert code == 0, said


def test_a_dialect_that_is_not_there_or_not_one_is_named(run):
    """With what to do."""
    with pytest.raises(UsageError, match=r"^nowhere.yaml: is not there; name a file"):
        CliRunner().invoke(
            application(["run"]),
            ["run", str(CASES), "--impl", __file__, "--dialect", "nowhere.yaml"],
            catch_exceptions=False,
        )
    with pytest.raises(UsageError, match=r"^nosuch.py: is not there; name a file, or a dialect"):
        CliRunner().invoke(
            application(["run"]),
            ["run", str(CASES), "--impl", __file__, "--dialect", "nosuch.py"],
            catch_exceptions=False,
        )
    with pytest.raises(UsageError, match=r"mine.py: the dialect defines 0 classes of the kind"):
        run("mine.py", "x = 1\n")
    # Of the same length and within the same second: nothing of the first reading is kept.
    with pytest.raises(
        UsageError, match=r"mine.py: the dialect cannot be imported: ZeroDivisionError"
    ):
        run("mine.py", "1 / 0\n")


@pytest.mark.parametrize("method", ["value(self, problem, argument)", "cannot(self, case, name)"])
def test_a_method_that_raises_is_told_with_its_line(run, method):
    """Of a dialect in Python, which is a person's code; and no traceback through cnncheck."""
    broken = f"\n\n    def {method}:\n        return 1 / 0\n"
    text = CLASS.rstrip() + broken
    line = len(text.splitlines())
    with pytest.raises(UsageError) as caught:
        run("mine.py", text, "def pool(img, size): return img\n")
    name = method.partition("(")[0]
    said = f"mine.py:{line}: the dialect raised ZeroDivisionError: division by zero, in {name}"
    assert str(caught.value).startswith(said)


def test_two_numbers_are_asked_of_who_says_both(run):
    """And of nobody who says one; a window that is not square is not handed to who takes a side."""
    one = "functions: {conv2d forward: 'c(x=X, w=W, s=stride[0])'}"
    both = "functions: {conv2d forward: 'c(x=X, w=W, sh=stride[0], sw=stride[1])'}"
    code = "import numpy as np\n\ndef c(x, w, {0}):\n"
    code += "    v = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))\n"
    code += "    return np.einsum('nchwkl,fckl->nfhw', v[:, :, ::{1}, ::{2}], w)\n"
    exit_code, said = run("mine.yaml", one + "\ndtypes: [float64]\n", code.format("s", "s", "s"))
    assert "two numbers for stride (" in said
    exit_code, said = run("mine.yaml", both + "\n", code.format("sh, sw", "sh", "sw"))
    assert "two numbers for stride (" not in said
    assert exit_code in (0, 3)
