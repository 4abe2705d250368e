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
PREAMBLE = "import numpy as np\n\nKEPT = {}\n"
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


FIRST = {
    "weights": ("    F, _, HH, WW = w.shape\n", "    w = KEPT.setdefault('w', w)\n"),
    "weights of a shape": ("    F, _, HH, WW = w.shape\n", "    w = KEPT.setdefault(w.shape, w)\n"),
    "padding": ("    N, C, H, W = x.shape\n", "    pad = KEPT.setdefault('pad', pad)\n"),
    "stride": ("    N, C, H, W = x.shape\n", "    stride = KEPT.setdefault('s', stride)\n"),
    "bias": ("    N, C, H, W = x.shape\n", "    b = KEPT.setdefault(b.shape, b)\n"),
    "sizes": (
        "    out = np.zeros((N, F, H_out, W_out))\n",
        "    H_out, W_out = KEPT.setdefault('out', (H_out, W_out))\n"
        "    out = np.zeros((N, F, H_out, W_out))\n",
    ),
}

SPOILS = {
    "weights": "other values",
    "weights of a shape": "other values",
    "padding": "another padding",
    "stride": "another stride",
    "bias": "another bias",
    "sizes": "another filter or another stride or another padding or another size of the image",
}
"""In what a call differs after which the answer is wrong."""


@pytest.mark.parametrize("what", FIRST)
def test_what_is_kept_from_the_first_call_is_told(tmp_path, what):
    """All later answers agree with one another; a new process is right."""
    line, keeps = FIRST[what]
    before, after = LOOPS.split("\n\ndef conv_backward_naive(")
    added = keeps if line in keeps else line + keeps
    text = f"{before.replace(line, added)}\n\ndef conv_backward_naive({after}"
    (tmp_path / "solution.py").write_text(text.replace("import numpy as np\n", PREAMBLE, 1))
    words = ["run", str(ROOT / "cases/courses"), "--impl", str(tmp_path / "solution.py")]
    done = CliRunner().invoke(application(["run"]), [*words, "--reference", "definition"])
    said = " ".join(done.output.split())
    assert done.exit_code == 1
    after = "the answer depends on earlier calls: right in a new process, and wrong after the same call with"
    assert f"{after} {SPOILS[what]}" in said, said
    for other in ("cause unknown", "besides", "cnncheck explain", "whatever is asked"):
        assert other not in said


CACHED = (
    "    cache = (x, w, b, conv_param)\n",
    "    cache = (x, w, b, conv_param, {'dw': np.zeros_like(w)})\n",
)
TAKEN = ("    x, w, b, conv_param = cache\n", "    x, w, b, conv_param, kept = cache\n")


@pytest.mark.parametrize("copied", [False, True])
def test_a_gradient_in_memory_of_the_cache_is_told(tmp_path, copied):
    """Who asks again with the same cache would change the first answer; a copy is anybody's."""
    text = LOOPS.replace(*CACHED).replace(*TAKEN)
    made = "    dw = kept['dw']\n    dw[...] = 0\n" + "    dw = dw.copy()\n" * copied
    (tmp_path / "solution.py").write_text(text.replace(MADE, made))
    words = [
        "run",
        str(ROOT / "cases/courses/cs231n.yaml"),
        "--impl",
        str(tmp_path / "solution.py"),
    ]
    done = CliRunner().invoke(application(["run"]), [*words, "--reference", "definition"])
    said = " ".join(done.output.split())
    assert done.exit_code == (not copied), said
    told = "conv_backward_naive(dout, cache) returned memory of its argument cache" in said
    assert told != copied
    named = (
        "dw of conv_backward_naive 5 of 5 cases: the result shares memory with its argument cache"
    )
    assert (named in said) != copied
    assert ("hint: Return a new array" in said) != copied
    assert "PASS dx of conv_backward_naive" in said or copied


KEPT = sorted((Path(__file__).parent / "kept").glob("*.py"))


@pytest.mark.sample(3)
@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_what_a_call_leaves_behind_is_told_by_what_the_next_one_differs_in(path):
    """Asked alone each answer is right."""
    first = path.read_text().splitlines()[0].removeprefix("# told: ")
    words = ["run", str(ROOT / "cases"), "--impl", str(path), "--reference", "definition"]
    done = CliRunner().invoke(application(["run"]), words)
    said = " ".join(done.output.split())
    assert done.exit_code == 1
    assert first in said
    for other in ("cause unknown", "besides", "only where"):
        assert other not in said


def test_a_shape_that_is_kept_is_told_beside_wrong_values():
    """All values are wrong in a new process, too; the shape is not."""
    path = ROOT / "tests/faulty/seventh/conv_indices_kept_without_stride.py"
    words = ["run", str(ROOT / "cases"), "--impl", str(path), "--reference", "definition"]
    said = " ".join(CliRunner().invoke(application(["run"]), words).output.split())
    after = "right in a new process, and wrong after the same call with another stride"
    assert f"the shape depends on earlier calls: {after}" in said
