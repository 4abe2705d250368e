"""What the machine refuses ends in a sentence and the right code, through the real command."""

import itertools
import os
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
    grade = f"{sys.executable} -m cnncheck grade --cases {tmp_path / 'p.yaml'}"

    def run(line):
        return subprocess.run(
            ["bash", "-c", line.replace("CNNCHECK", words).replace("GRADE", grade)],
            cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False,
        )  # fmt: skip

    return run


CLOSED = [
    " ".join(some)
    for count in (1, 2, 3)
    for some in itertools.combinations(("<&-", ">&-", "2>&-"), count)
]


@pytest.mark.sample(3)
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


def test_a_user_who_may_start_no_thread_is_not_called_an_interruption(shell):
    """NumPy's linear algebra interrupts its own process then."""
    line = "ulimit -u 1; exec CNNCHECK"
    if os.geteuid() == 0:  # whom that limit does not bind
        nobody = "setpriv --reuid 65534 --regid 65534 --clear-groups"
        reading = "--inh-caps +dac_read_search --ambient-caps +dac_read_search"
        line = f"exec {nobody} {reading} bash -c '{line}'"
    done = shell(line)
    if "setpriv" in done.stderr:
        pytest.skip("setpriv is not here")
    assert done.returncode == 4, done.stderr
    assert done.stderr == (
        "error: no further process or thread can be started; allow more: ulimit -u; or end "
        "something else\n"
    )


@pytest.fixture
def ordinary(shell, tmp_path):
    """A function that runs a line as a user who may not enter the folder ``closed``."""
    closed = tmp_path / "closed"
    closed.mkdir()
    if os.geteuid() != 0:
        closed.chmod(0)
        yield shell
        closed.chmod(0o700)
        return
    # Root without the rights to pass over permissions, which are those of another user.
    os.chown(closed, 65534, 65534)
    closed.chmod(0o700)
    lacking = "setpriv --bounding-set -dac_override,-dac_read_search --inh-caps -all"
    if subprocess.run(["bash", "-c", f"{lacking} true"], check=False).returncode:
        pytest.skip("setpriv is not here")
    yield lambda line: shell(f"{lacking} {line}")


CLOSED_OFF = "lies in a folder that may not be entered"


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("CNNCHECK --impl closed/x.py", f"closed/x.py {CLOSED_OFF}; give a .py file"),
        ("CNNCHECK --impl closed", "closed has a folder that cannot be read, .: Permission denied"),
        ("CNNCHECK closed", "closed: the folder cannot be read: Permission denied"),
        ("CNNCHECK closed/x.yaml", f"closed/x.yaml: this {CLOSED_OFF}"),
        ("CNNCHECK --baseline closed/x.json", f"closed/x.json: this {CLOSED_OFF}"),
        ("CNNCHECK --report json:closed/x.json", "cannot write closed/x.json: permission denied"),
        ("GRADE closed", "closed: the folder cannot be read: permission denied"),
        ("GRADE closed/x.py", f"closed/x.py: this {CLOSED_OFF}"),
    ],
)
def test_a_closed_folder_is_called_so(ordinary, line, said):
    """Whatever is looked for in it, and nothing of ours is blamed."""
    done = ordinary(line)
    text = " ".join((done.stdout + done.stderr).split())
    assert done.returncode == 2, text
    assert said in text
    assert "Traceback" not in text


@pytest.mark.sample(3)
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
