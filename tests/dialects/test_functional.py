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
