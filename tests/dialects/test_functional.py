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
    assert "mode of pad(input, pad)" in said


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
