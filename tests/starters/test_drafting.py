"""A first dialect, written from the functions of some code: it loads, and right code passes with it."""

from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from cnncheck.cli.app import application
from cnncheck.dialects.written import Written
from cnncheck.errors import UsageError

CASES = Path(__file__).parent.parent.parent / "cases"
VIEWS = """\
import numpy as np

def _views(x, size, s, axis):
    views = np.lib.stride_tricks.sliding_window_view(x, size, axis=axis)
    return views[:, :, ::s, ::s] if axis == (2, 3) else views[:, ::s, ::s]

"""
PLAIN = (
    VIEWS
    + """\
def correlate(image, kernel, step=1, border=0):
    image = np.pad(image, ((0, 0), (0, 0), (border, border), (border, border)))
    return np.einsum("nchwkl,fckl->nfhw", _views(image, kernel.shape[2:], step, (2, 3)), kernel)

def subsample(image, size, step):
    return _views(image, (size, size), step, (2, 3)).max((4, 5))
"""
)
REORDERED = (
    VIEWS
    + """\
def my_conv(filters, bias, inputs, strides=(1, 1), pads=(0, 0)):
    (sh, sw), (ph, pw) = strides, pads
    inputs = np.pad(inputs, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    views = np.lib.stride_tricks.sliding_window_view(inputs, filters.shape[2:], axis=(2, 3))
    out = np.einsum("nchwkl,fckl->nfhw", views[:, :, ::sh, ::sw], filters)
    return out + bias[:, None, None]
"""
)
LAST = (
    VIEWS
    + """\
def convolve(img, ker, offset, opt):
    n, h, w, c = img.shape
    s, p = opt["step"], opt["border"]
    img = np.pad(img, ((0, 0), (p, p), (p, p), (0, 0)))
    views = _views(img, ker.shape[:2], s, (1, 2))
    return np.einsum("nhwckl,klcf->nhwf", views, ker) + offset, (views, img.shape, ker, s, p)

def convolve_back(grad, kept):
    views, shape, ker, s, p = kept
    dimg = np.zeros(shape)
    for i, j in np.ndindex(*grad.shape[1:3]):
        rows, columns = slice(i * s, i * s + ker.shape[0]), slice(j * s, j * s + ker.shape[1])
        dimg[:, rows, columns] += np.einsum("nf,klcf->nklc", grad[:, i, j], ker)
    dker = np.einsum("nhwckl,nhwf->klcf", views, grad)
    dbias = grad.sum((0, 1, 2))
    dimg = dimg[:, p : shape[1] - p, p : shape[2] - p]
    return dker, dimg, dbias
"""
)
KEYED = (
    LAST.replace("    n, h, w, c = img.shape\n", "")
    .replace("(views, img.shape, ker, s, p)", "dict(v=views, shape=img.shape, ker=ker, s=s, p=p)")
    .replace("shape, ker, s, p = kept", "s, p = kept['v'], kept['s'], kept['p']")
    .replace(
        "    dimg = np.zeros", "    shape, ker = kept['shape'], kept['ker']\n    dimg = np.zeros"
    )
    .replace("dker, dimg, dbias", "{'dx': dimg, 'dw': dker, 'db': np.sum(grad, axis=(0, 1, 2))}")
)
APART = (
    VIEWS
    + """\
def conv_fwd(x, w, stride, pad):
    x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    return np.einsum("nchwkl,fckl->nfhw", _views(x, w.shape[2:], stride, (2, 3)), w)

def conv_bwd_weights(dy, x, w, stride, pad):
    x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    views = _views(x, w.shape[2:], stride, (2, 3))
    return np.einsum("nchwkl,nfhw->fckl", views, dy)
"""
)
NAMED = (
    VIEWS
    + """\
def average_pool(data, *, ksize, hop=1):
    return _views(data, (ksize, ksize), hop, (2, 3)).mean((4, 5))

def max_pooling(data, *, ksize, hop=1):
    return _views(data, (ksize, ksize), hop, (2, 3)).max((4, 5))
"""
)
WORDED = (
    VIEWS
    + """\
def pad_image(img, amount):
    return np.pad(img, ((0, 0), (0, 0), (amount, amount), (amount, amount)))

def conv_layer_fwd(a, w, bias=None, *, strideLength=1, zero_pad=0):
    out = np.einsum(
        "nchwkl,fckl->nfhw", _views(pad_image(a, zero_pad), w.shape[2:], strideLength, (2, 3)), w
    )
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)
"""
)
DOUBTFUL = (
    VIEWS
    + """\
def convolution(signal, bank, engine, s=1):
    assert engine is None
    return np.einsum("nchwkl,fckl->nfhw", _views(signal, bank.shape[2:], s, (2, 3)), bank)

def convolution_backward(delta, memory):
    return delta
"""
)
PAIRS = """\
import numpy as np

def pooling(image, size=(2, 2), step=2):
    rows, columns = size
    views = np.lib.stride_tricks.sliding_window_view(image, (rows, columns), axis=(2, 3))
    return views[:, :, ::step, ::step].max((4, 5))
"""
SIX = {
    "pairs": (PAIRS, "max_pool2d forward"),
    "plain": (PLAIN, "conv2d forward", "max_pool2d forward"),
    "reordered": (REORDERED, "conv2d forward"),
    "last": (LAST, "conv2d forward", "conv2d backward_input", "conv2d backward_filter",
             "conv2d backward_bias"),
    "keyed": (KEYED, "conv2d forward", "conv2d backward_input", "conv2d backward_filter",
              "conv2d backward_bias"),
    "apart": (APART, "conv2d forward", "conv2d backward_filter"),
    "named": (NAMED, "avg_pool2d forward", "max_pool2d forward"),
    "worded": (WORDED, "conv2d forward", "zero_padding forward"),
    "doubtful": (DOUBTFUL, "conv2d forward"),
}  # fmt: skip


@pytest.fixture
def drafted(tmp_path, monkeypatch):
    """Write code and a dialect for it; return what that says."""
    monkeypatch.chdir(tmp_path)

    def drafted(code):
        Path("theirs.py").write_text(code)
        words = ["init", "dialect", "--impl", "theirs.py"]
        done = CliRunner().invoke(application(["init"]), words)
        if isinstance(done.exception, UsageError):
            raise done.exception
        assert done.exit_code == 0, done.output
        assert "cnncheck run cases/ --impl theirs.py --dialect my.yaml" in done.output
        return Path("my.yaml").read_text()

    return drafted


def run(*words):
    """Run the shipped cases with the code and its dialect."""
    words = ("run", CASES, "--impl", "theirs.py", "--dialect", "my.yaml", *words)
    words = (*words, "--reference", "definition", "--dtype", "float64")
    done = CliRunner().invoke(application(["run"]), [*map(str, words[:-2])], env={"COLUMNS": "200"})
    return done.exit_code, done.output


@pytest.mark.sample(3)
@pytest.mark.parametrize("name", SIX)
def test_what_is_written_loads_and_right_code_passes(drafted, name):
    """Whatever the arguments are called, in whatever order."""
    code, *passes = SIX[name]
    text = drafted(code)
    dialect = Written(yaml.safe_load(text), "my.yaml")
    assert {" ".join(key) for key in dialect.signatures} == {*passes}
    exit_code, said = run()
    assert exit_code == 0, said
    assert "passed" in said


def test_wrong_code_fails_with_it(drafted):
    """A draft is no excuse."""
    drafted(LAST)
    Path("theirs.py").write_text(
        LAST.replace("dimg[:, rows, columns] +=", "dimg[:, rows, columns] =")
    )
    exit_code, said = run()
    assert exit_code == 1
    assert "FAIL convolution2D_backward_input" in said or "1 function wrong" in said


def test_what_a_person_must_decide_is_a_comment(drafted):
    """And so is a call that cannot be made yet."""
    text = drafted(DOUBTFUL)
    assert "# decide what engine is: X, W, b, stride, padding, padding_after, " in text
    assert "engine=None" in text
    assert "# conv2d backward_input: 'convolution_backward(delta=out_grad, memory=cache)'" in text
    assert "# no forward pass returns the cache that the next line needs" in text
    assert "# axes: {X: NHWC" in text
    assert "\naxes: {X: NHWC, W: HWIO, out_grad: NHWC}" in drafted_again(drafted, LAST)


def test_a_function_that_is_called_as_ours_is_what_ours_is(drafted):
    """With the arguments of its own operator, under the names that those have."""
    text = drafted(
        "def adaptive_avg_pool2d(image, output_size):\n    return image\n\n"
        "def pad2d_backward(out_grad, before, after, mode, value, more): return out_grad\n\n"
        "def conv1d(X, W): return X\n"
    )
    assert "adaptive_avg_pool2d forward: 'adaptive_avg_pool2d(image=X, output_size=output_" in text
    assert "pad2d backward: 'pad2d_backward(out_grad=out_grad, before=before, after=" in text
    assert "# decide what more is: out_grad, before, after, mode, value or cache" in text
    assert "conv1d" not in text


def test_a_gradient_of_padding_is_of_the_padding_that_has_one(drafted):
    """Padding with zeros alone has none."""
    text = drafted("def pad_backward(grad_output, input, pad): return grad_output\n")
    assert "pad2d backward: 'pad_backward(grad_output=out_grad, input=None, pad=None)'" in text


def drafted_again(drafted, code):
    """Write another dialect in the same place."""
    Path("my.yaml").unlink()
    return drafted(code)


def test_what_there_is_no_dialect_for_is_refused(drafted):
    """With what to do; nothing is written."""
    with pytest.raises(
        UsageError, match=r"theirs.py: has no function that looks like a convolution"
    ):
        drafted("def f(x):\n    return x\n")
    with pytest.raises(UsageError) as caught:
        drafted("def falten(bild, kern, schritt=1): return bild\n")
    assert "it has falten; where one of them is a layer, write my.yaml by hand" in str(caught.value)
    assert "conv2d forward: 'falten(bild=X, kern=W, schritt=stride[0])'" in str(caught.value)
    with pytest.raises(UsageError, match=r"theirs.py: is no Python: "):
        drafted("def f(x:\n")
    assert not Path("my.yaml").exists()
    for words in (["dialect"], ["cases", "--impl", "theirs.py"]):
        done = CliRunner().invoke(application(["init"]), ["init", *words])
        assert "init dialect --impl code.py" in str(done.exception)
