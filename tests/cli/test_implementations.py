"""Anyone's code through the real command: where it is, what it may do, how it is contained."""

import os
import sys
from pathlib import Path

import pytest

from cnncheck.operators import FUNCTIONS

SOLUTIONS = Path(__file__).parent.parent / "solutions"

PAD = """
import numpy as np

def my_pad(X, padding):
    print("padding", X.shape)
    ph, pw = padding
    out = np.zeros((*X.shape[:2], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out
"""


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", ["student.py", "six_files", "notebook.ipynb", "naive_loops.py"])
def test_a_file_a_folder_and_a_notebook_are_checked_as_they_are(cnncheck, cases, name):
    """torch and matplotlib on top, demonstrations below: nothing has to be changed."""
    done = cnncheck("run", cases / "notebook.yaml", "--impl", SOLUTIONS / name)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "6 passed" in done.stdout


def test_another_name_is_bound(cnncheck, cases, solution):
    """--bind says where a function is; the line that repeats a failure says it too."""
    path = solution(PAD, "mine.py")
    words = ("run", cases / "padding.yaml", "--impl", path, "--case", "uneven*")
    assert cnncheck(*words, "--bind", "zero_padding=my_pad").returncode == 0
    assert cnncheck(*words).returncode == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("--bind", "zero_padding"),
            "error: --bind zero_padding is not of the form FUNCTION=NAME; write --bind zero_padding=...\n",
        ),
        (
            ("--forbid", "pad=numpy.pad"),
            "error: --forbid pad=numpy.pad: there is no function pad; choose among zero_padding, "
            f"convolution2D, {', '.join(FUNCTIONS[2:])}\n",
        ),
        (
            ("--require-jail", "--no-isolation"),
            "error: --require-jail and --no-isolation exclude each other; leave one of them out\n",
        ),
    ],
)
def test_options_about_the_code_are_checked(cnncheck, cases, words, message):
    """One grammar for all of them."""
    done = cnncheck("run", cases, *words)
    assert (done.returncode, done.stderr) == (2, message)


def test_a_forbidden_name_is_reported_for_what_it_is(cnncheck, cases, solution):
    """The notebook's case forbids numpy.pad in zero_padding, other cases do not."""
    path = solution(
        "import numpy as xx\n"
        "def zero_padding(X, padding):\n"
        "    return xx.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))\n"
    )
    own = cnncheck("run", cases / "notebook.yaml", "--case", "padding", "--impl", path)
    assert own.returncode == 1
    assert "numpy.pad" in own.stdout
    assert "1 failed (forbidden)" in own.stdout
    words = ("run", cases / "padding.yaml", "--case", "uneven*", "--impl", path)
    assert cnncheck(*words).returncode == 0
    banned = cnncheck(*words, "--forbid", "zero_padding=numpy.pad")
    assert "4 failed (forbidden)" in banned.stdout


def test_several_implementations_stand_side_by_side(cnncheck, cases):
    """One report, one exit code: 1 as soon as one of them fails."""
    faulty = SOLUTIONS.parent / "faulty" / "pool_starts_at_zero.py"
    faulty = faulty if faulty.exists() else sorted(faulty.parent.glob("pool_*.py"))[0]
    words = (
        "run",
        cases / "pooling.yaml",
        "--pass",
        "forward",
        "--impl",
        SOLUTIONS / "vectorised.py",
    )
    done = cnncheck(*words, "--impl", faulty)
    assert done.returncode == 1
    assert "vectorised.py" in done.stdout
    assert faulty.name in done.stdout


def test_the_definition_is_a_reference_that_needs_no_torch(cnncheck, cases, tmp_path):
    """Even where torch cannot be imported."""
    (tmp_path / "torch.py").write_text("raise ImportError('there is none')\n")
    words = ("run", cases / "notebook.yaml", "--no-store")
    done = cnncheck(*words, "--reference", "definition", PYTHONPATH=str(tmp_path))
    assert done.returncode == 0, done.stdout
    without = cnncheck(*words, PYTHONPATH=str(tmp_path))
    assert without.returncode == 4
    assert "the process that runs torch ended" in without.stderr


def test_an_fft_is_judged_by_norm_when_it_says_so(cnncheck, cases):
    """And not otherwise; convolutions of NaN are left out."""
    words = ("run", cases / "convolution.yaml", "--impl", SOLUTIONS / "fft.py")
    assert cnncheck(*words, "--algorithm", "fft").returncode == 0
    plain = cnncheck(*words)
    assert plain.returncode == 1
    assert "wrong-values" in plain.stdout


def test_without_isolation_the_code_runs_in_this_process(cnncheck, cases, solution):
    """For debuggers; the report says that nothing is contained."""
    path = solution(
        PAD + "\nimport os\nzero_padding = my_pad\nopen('pid.txt', 'w').write(str(os.getpid()))\n"
    )
    done = cnncheck("run", cases / "padding.yaml", "--impl", path, "--no-isolation", "-q")
    assert done.returncode == 0, done.stdout
    assert "none: called in the same process, without limits" in done.stdout


def test_a_call_that_takes_too_long_is_stopped(cnncheck, cases, solution):
    """The others are still asked."""
    path = solution(
        PAD
        + "\nimport time\ndef zero_padding(X, padding):\n    time.sleep(60 if X.shape[0] == 3 else 0)\n    return my_pad(X, padding)\n"
    )
    done = cnncheck("run", cases / "padding.yaml", "--impl", path, "--timeout", "1")
    assert done.returncode == 1
    assert "1 failed (timeout)" in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="processes are counted in /proc")
def test_nothing_outlives_a_run(cnncheck, cases):
    """No process of ours is left when the command has ended."""
    assert cnncheck("run", cases / "padding.yaml", "-q").returncode == 0
    mine = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                parent = (entry / "stat").read_text().rsplit(")", 1)[1].split()[1]
            except OSError:
                continue
            if ("cnncheck" in line and ("worker.py" in line or "serve.py" in line)) and int(
                parent
            ) in (1, os.getpid()):
                mine.append(line)
    assert mine == []


@pytest.mark.parametrize("words", [(), ("--no-isolation",)])
def test_a_linked_folder_is_named(cnncheck, tmp_path, words):
    """It is not entered, be it inside or outside, and the report says so; other links are no news."""
    own = tmp_path / "mine"
    (own / "parts").mkdir(parents=True)
    (own / "pad.py").write_text(
        "import numpy as np\n\ndef zero_padding(X, padding):\n"
        "    return np.pad(X, ((0, 0), (0, 0), *((p, p) for p in padding)))\n"
    )
    (own / "inside").symlink_to("parts")
    (own / "outside").symlink_to(tmp_path)
    (own / ".venv").symlink_to(tmp_path)
    (own / "gone").symlink_to("nowhere")
    (own / "itself").symlink_to("itself")
    (tmp_path / "c.yaml").write_text(
        "cases: [{name: a, operator: zero_padding, input: [1, 1, 2, 2], padding: [1, 1]}]"
    )
    done = cnncheck("run", "c.yaml", "--impl", "mine", "--reference", "definition", *words)
    assert done.returncode == 0, done.stderr
    told = [line.split(" is ")[0] for line in done.stdout.splitlines() if "a link" in line]
    assert told == ["mine/inside", "mine/outside"]
