"""The names and arguments of torch.nn.functional, from the command line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cnncheck.cli.app import application

SOLUTION = Path(__file__).parent / "functional_solution.py"
CASES = Path(__file__).parent.parent.parent / "cases"


@pytest.fixture
def run():
    """Run cases with code in the functional dialect, in this process, and return what is said."""

    def run(path, *words):
        words = (
            "run",
            CASES / "convolution.yaml",
            "--impl",
            path,
            "--reference",
            "definition",
            *words,
        )
        done = CliRunner().invoke(application(["run"]), [*map(str, words)], env={"COLUMNS": "100"})
        return done.exit_code, done.output

    return run


@pytest.fixture
def changed(tmp_path):
    """Write the solution with something else in it."""

    def change(old, new):
        text = SOLUTION.read_text()
        assert old in text
        path = tmp_path / "theirs.py"
        path.write_text(text.replace(old, new))
        return path

    return change


def test_right_code_passes_all_that_can_be_said(run):
    """Gradients are asked with padding; a gradient smaller than the output cannot be said."""
    code, said = run(SOLUTION)
    assert code == 0, said
    assert "called in the dialect functional" in said
    assert "FAIL" not in said


def test_the_gradient_of_the_padded_image_is_no_gradient_of_the_image(run, changed):
    """What the notebook asks for is wrong where the padding is an argument."""
    code, said = run(
        changed("return dX[:, :, ph : ph + H, pw : pw + W].copy()", "return dX"), "--pass", "backward_input"
    )  # fmt: skip
    assert code == 1
    assert "conv2d backward_input" in said


def test_arguments_are_called_as_their_author_does(run):
    """In the tables of shapes."""
    _, said = run(SOLUTION, "--case", "anisotropic", "--pass", "backward_filter")
    assert "grad_output " in said
    assert "weight " in said
    assert "out_grad" not in said


def test_exchanged_strides_are_named(run, changed):
    """As for any other signature."""
    path = changed("(sh, sw), (ph, pw), (dh, dw) = s", "(sw, sh), (ph, pw), (dh, dw) = s")
    code, said = run(path, "--pass", "forward", "--operator", "conv2d")
    assert code == 1
    assert "the vertical and the horizontal stride are exchanged" in said


def test_a_call_that_does_not_fit_says_what_was_called(run, changed):
    """With their arguments."""
    theirs = "def conv2d(input, weight, bias=None, stride=1, padding=0, dilation=(1, 1), groups=1)"
    path = changed(theirs, "def conv2d(a)")
    code, said = run(path, "--pass", "forward", "--operator", "conv2d")
    assert code == 1
    assert "(input, weight, stride, padding) raised TypeError" in " ".join(said.split())


def test_a_bind_is_in_the_usual_words(run, tmp_path):
    """Who says where a function is has its arguments, unless a dialect is named."""
    path = tmp_path / "bound.py"
    path.write_text("def conv2d(X, W, stride, padding):\n    return X, W, stride, padding\n")
    words = ("--bind", "convolution2D=conv2d", "--pass", "forward", "--operator", "conv2d")
    assert "convolution2D(X, W, stride, padding)" in " ".join(run(path, *words)[1].split())


PADS = Path(__file__).parent / "functional_pads.py"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("", "", ""),
        (
            "pairs[::-1]",
            "pairs",
            "the numbers of the vertical and the horizontal axis are exchanged",
        ),
        ('"reflect"}', '"symmetric"}', "the edge itself is repeated before the mirror image"),
        ("b, a = sides", "a, b = sides", "before and after are exchanged"),
    ],
)
def test_pads_are_told_in_the_order_of_torch(tmp_path, old, new, told):
    """The last axis first, before and after; faults of that are named."""
    path = tmp_path / "theirs.py"
    path.write_text(PADS.read_text().replace(old, new))
    words = [
        "run",
        CASES / "borders.yaml",
        "--operator",
        "pad2d",
        "--pass",
        "forward",
        "--impl",
        path,
    ]
    said = CliRunner().invoke(
        application(["run"]),
        [*map(str, words), "--reference", "definition"],
        env={"COLUMNS": "200"},
    )
    assert said.exit_code == bool(told), said.output
    assert told in said.output


def test_who_takes_no_mode_pads_images_with_zeros_alone(run):
    """Such a function is no worse for it."""
    code, said = run(SOLUTION, CASES / "borders.yaml", CASES / "padding.yaml")
    assert code == 0, said
    assert "mode of pad (" in said


def test_a_gradient_without_an_image_is_diagnosed(run, tmp_path):
    """That it raises is told, and under which conditions: of an image that it is not handed, too."""
    path = tmp_path / "theirs.py"
    gradient = "\n\ndef pad_backward(grad_output, pad, mode='constant', value=0):\n    raise KeyError(pad)\n"
    path.write_text(PADS.read_text() + gradient)
    words = (CASES / "borders.yaml", "--pass", "backward", "--operator", "pad2d")
    code, said = run(path, *words)
    assert code == 1
    assert "raised KeyError" in said
    assert "could not be diagnosed" not in said


NUMBERS = """\
import numpy as np


def conv2d(x, weight, bias=None, stride=1, padding=0):
    N, C, H, W = x.shape
    F, _, KH, KW = weight.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    OH, OW = (H + 2 * padding - KH) // stride + 1, (W + 2 * padding - KW) // stride + 1
    out = np.zeros((N, F, OH, OW), x.dtype)
    for i in range(OH):
        for j in range(OW):
            patch = x[:, :, i * stride : i * stride + KH, j * stride : j * stride + KW]
            out[:, :, i, j] = np.tensordot(patch, weight, ([1, 2, 3], [1, 2, 3]))
    if bias is not None:
        out += bias[None, :, None, None]
    return out
"""


@pytest.fixture
def numbers(tmp_path):
    """Write a convolution with something else in it."""

    def write(old="", new=""):
        path = tmp_path / "theirs.py"
        path.write_text(NUMBERS.replace(old, new))
        return path

    return write


def test_who_takes_numbers_alone_is_handed_numbers(run, numbers):
    """Half of what people write as conv2d(x, weight, bias, stride=1, padding=0) knows no pairs."""
    code, said = run(numbers())
    said = " ".join(said.split())
    assert code == 0, said
    assert "it defines conv2d(x, weight, bias, stride, padding); " in said
    assert "it takes one number, and no pair, for stride of conv2d, padding of conv2d" in said
    assert "theirs.py has nothing for them: pair for stride of conv2d (" in said


def test_what_is_computed_with_a_number_is_judged(run, numbers):
    """A bug is no reason to ask less."""
    code, said = run(numbers("patch, weight,", "patch, weight[:, :, ::-1, ::-1],"))
    assert code == 1
    assert "the kernel is rotated by 180 degrees" in " ".join(said.split())
    assert "x 1x1x1x2 [" in " ".join(said.split())


def test_who_takes_pairs_and_fails_for_some_is_not_excused(run, numbers):
    """Pairs of equal numbers are tried, and these go well here."""
    words = "    if stride[0] != stride[1]:\n        raise IndexError(stride)\n"
    words += "    stride, padding = stride[0], padding[0]\n"
    code, said = run(numbers("    N, C", f"{words}    N, C"))
    assert code == 1, said
    assert "takes one number" not in said
    assert " raised, " in said


WORDS = Path(__file__).parent / "people" / "functional" / "right" / "same_or_numbers.py"
SAME = """
cases:
  - {name: even, operator: conv2d, passes: [forward], input: [1, 2, 4, 5], filter: [2, 2, 2, 4], padding: same}
  - {name: bare, operator: conv2d, passes: [forward], input: [1, 2, 4, 5], filter: [2, 2, 2, 4]}
  - name: stepping
    operator: conv2d
    passes: [forward]
    input: [1, 2, 6, 5]
    filter: [2, 2, 2, 3]
    matrix: {stride: [1, 2], padding: [0, 1, 2]}
"""


@pytest.fixture
def worded(tmp_path):
    """Ask code that takes words, with something else in it, about paddings of all kinds."""

    def worded(*changes, words=()):
        path, cases, text = tmp_path / "theirs.py", tmp_path / "same.yaml", WORDS.read_text()
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path.write_text(text)
        cases.write_text(SAME)
        asked = ["run", cases, "--impl", path, "--reference", "definition", *words]
        done = CliRunner().invoke(application(["run"]), [*map(str, asked)], env={"COLUMNS": "100"})
        return done.exit_code, " ".join(done.output.split())

    return worded


def test_a_padding_is_handed_over_as_a_word_where_the_code_takes_one(worded):
    """What keeps the size of an image with a filter of even sides has no other name."""
    code, said = worded()
    assert code == 0, said
    assert 'it takes "same" and "valid" for padding of conv1d, conv2d' in said
    assert "8 passed" in said


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            'if padding == "valid":',
            "if isinstance(padding, str):",
            'the padding is not applied, but only where padding is "same"',
        ),
        (
            "(total // 2, total - total // 2)",
            "(total - total // 2, total // 2)",
            "half of what is to be added is added before the image, rounded up",
        ),
        ("totals = [d * (k - 1)", "totals = [d * (k - padding)", "raised TypeError"),
        ("[(total // 2, total - total // 2)", "[(total // 2,) * 3", "raised ValueError"),
    ],
    ids=[
        "as valid",
        "the odd one before",
        "an error in what there is for it",
        "an error behind it",
    ],
)
def test_a_word_that_is_got_wrong_is_told(worded, old, new, told):
    """Whether it gives something else, or raises where the code has something for it."""
    code, said = worded((old, new))
    assert code == 1
    assert told in said
    assert "padding same" in said  # of the smallest problem


@pytest.mark.parametrize("taken", ["a, b = padding", "a = padding[0] + 0", "a = 2 * padding + 1"])
def test_code_that_takes_numbers_alone_is_asked_in_numbers(worded, taken):
    """It is no worse for it, whatever it raises for a word, and whatever a comment has of one."""
    code, said = worded(
        ('if padding == "valid":', f"# no 'same'\n    {taken}\n    if not padding:"),
        ('if padding == "same":', "if not padding:"),
        ("\"padding 'same' needs", '"it needs'),
    )
    assert code == 0, said
    assert '"same"' not in said
    assert "7 passed" in said  # what is the same with a filter of even sides is not asked


def test_a_word_that_is_refused_is_a_limitation(worded):
    """As what code refuses of anything else."""
    refusal = ("if set(stride) != {1}:", 'raise NotImplementedError("same")\n        if 0:')
    code, said = worded(refusal, words=("--unsupported", "skip"))
    assert code == 0, said
    assert "conv2d does not support" in said
