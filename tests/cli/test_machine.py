"""What the machine refuses ends in a sentence and the right code, through the real command."""

import itertools
import subprocess
import sys

import pytest

CASE = "cases:\n  - {name: p, operator: zero_padding, input: [1, 1, 2, 2], padding: 1}\n"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a shell and ulimit")


@pytest.fixture
def shell(tmp_path):
    """A function that runs a line of bash in which CNNCHECK stands for a run that passes."""
    (tmp_path / "p.yaml").write_text(CASE)
    words = f"{sys.executable} -m cnncheck run {tmp_path / 'p.yaml'} --reference definition"

    def run(line):
        return subprocess.run(
            ["bash", "-c", line.replace("CNNCHECK", words)],
            cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False,
        )  # fmt: skip

    return run


CLOSED = [
    " ".join(some)
    for count in (1, 2, 3)
    for some in itertools.combinations(("<&-", ">&-", "2>&-"), count)
]


@pytest.mark.parametrize("closed", CLOSED)
def test_closed_streams_change_no_verdict(shell, closed, tmp_path):
    """Nobody reads, but the code is as right as before; files are written."""
    done = shell(f"CNNCHECK --report json:r.json --report console {closed}")
    assert done.returncode == 0, done.stderr
    assert ("1 passed" in done.stdout) is (">&-" not in closed.split())
    told = "standard output is closed: what belongs there is shown nowhere\n"
    gone = ">&-" in closed.split() and "2>&-" not in closed
    assert done.stderr == (told if gone else "")
    assert (tmp_path / "r.json").read_text().startswith('{\n "schema"')


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("ulimit -n 8; CNNCHECK", 4, "oo many open files|too many files are open"),
        ("ulimit -f 0; CNNCHECK 2>&1 | cat; exit ${PIPESTATUS[0]}", 0, "1 passed"),
        ("echo 'zero_padding = max' > s.py; "
         "ulimit -f 0; CNNCHECK --impl s.py 2>&1 | cat; exit ${PIPESTATUS[0]}", 4,
         "error: no temporary folder can be made: |no file may be as large as that"),
        ("ulimit -v 300000; CNNCHECK", 4, "error: ulimit -v allows 292 MiB, NumPy alone needs"),
        ("mkdir gone; cd gone; rmdir ../gone; CNNCHECK", 2,
         "error: the current folder was removed; start in another one"),
        ("CNNCHECK --memory 99999999TB", 2, "error: 99999999TB is more than any machine has"),
        ("CNNCHECK --time-limit 1e300", 0, "1 passed"),
        ("CNNCHECK -j 99999999", 2, "99999999 is not in the range|less than or equal"),
        ("env -u HOME TMPDIR=/nonexistent " + "CNNCHECK", 0, "1 passed"),
    ],
)  # fmt: skip
def test_what_the_machine_refuses_is_said(shell, line, code, said):
    """One sentence, no traceback."""
    done = shell(line)
    text = done.stdout + done.stderr
    assert done.returncode == code, text
    assert any(words in " ".join(text.split()) for words in said.split("|")), text
    assert "Traceback" not in text
