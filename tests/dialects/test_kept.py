"""Code that keeps something between its calls, which is told as that and as no other fault."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cnncheck.cli.app import application

ROOT = Path(__file__).parent.parent.parent
LOOPS = (Path(__file__).parent / "people/cs231n/right/loops.py").read_text()
MADE = "    dw = np.zeros_like(w)\n"
BUFFER = "\n\nKEPT = {}\n\n\ndef conv_backward_naive("
KEEPS = "    dw = KEPT.setdefault(w.shape, np.zeros_like(w))\n"
RANDOM = "    dw = np.random.rand(*w.shape)\n"
VIEW = "    dw = KEPT.setdefault(0, np.zeros((64, 64, 16, 16)))[: w.shape[0], : w.shape[1], :HH, :WW]\n"
COPIED = "    dx = dx_pad[:, :, pad : pad + H, pad : pad + W]\n    dw = dw.copy()\n"


@pytest.fixture
def run(tmp_path):
    """Run the courses' cases, and return what is said of a file."""

    def run(made):
        code = LOOPS.replace("\n\ndef conv_backward_naive(", BUFFER).replace(MADE, made)
        code = code.replace(COPIED.splitlines(keepends=True)[0], COPIED)
        (tmp_path / "solution.py").write_text(code)
        words = ["run", str(ROOT / "cases/courses"), "--impl", str(tmp_path / "solution.py")]
        done = CliRunner().invoke(application(["run"]), [*words, "--reference", "definition"])
        return done.exit_code, " ".join(done.output.split())

    return run


@pytest.mark.parametrize("made", [KEEPS, VIEW])
def test_a_gradient_that_is_never_cleared_is_told_as_kept(run, made):
    """Whatever it looks like by chance in the cases that were asked."""
    code, said = run(made)
    assert code == 1
    assert "the answer depends on earlier calls" in said or "that of the last call" in said, said
    assert "only where" not in said


def test_what_is_random_is_not_told_as_kept(run):
    """It is another answer in every new process, too."""
    code, said = run(RANDOM)
    assert code == 1
    assert "the same arguments, given again, have another result" in said
    assert "depends on earlier calls" not in said


@pytest.mark.parametrize("made", [MADE, KEEPS + "    dw[...] = 0\n"])
def test_a_gradient_that_is_cleared_is_not_accused(run, made):
    """Kept or not."""
    code, said = run(made)
    assert code == 0, said
