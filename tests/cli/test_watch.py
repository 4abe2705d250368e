"""``cnncheck run --watch`` through the real command, with saves as editors make them."""

import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time

import pytest

CASES = """\
cases:
  - {name: small, operator: max_pool2d, passes: [forward], input: [2, 3, 5, 7], window: 2, stride: 3}
  - {name: border, operator: zero_padding, input: [2, 3, 4, 5], padding: [1, 2]}
"""
RIGHT = """\
import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    out = np.zeros((*X.shape[:2], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out


def pool_forward(X, f, s):
    OH, OW = 1 + (X.shape[2] - f) // s, 1 + (X.shape[3] - f) // s
    out = np.zeros((*X.shape[:2], OH, OW), X.dtype)
    for i, j in np.ndindex(OH, OW):
        out[:, :, i, j] = X[:, :, i * s : i * s + f, j * s : j * s + f].max((2, 3))
    return out
"""
WRONG = RIGHT.replace("max((2, 3))", "min((2, 3))")
READY = "watching for changes; Ctrl-C ends"


class Watch:
    """A running ``cnncheck run --watch``, read line by line."""

    def __init__(self, folder, *words):
        self.folder = folder
        self.scratch = folder / "scratch"
        self.scratch.mkdir()
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "cnncheck", "run", "--watch", *map(str, words)],
            cwd=folder,
            env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "TMPDIR": str(self.scratch)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._lines = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stdout:
            self._lines.put(line.rstrip())

    def shown(self, timeout=60):
        """Return what is written up to the line that says that it waits."""
        lines = []
        deadline = time.monotonic() + timeout
        while READY not in lines:
            lines.append(self._lines.get(timeout=max(0.01, deadline - time.monotonic())))
        return "\n".join(lines)

    def save(self, name, text):
        """Write a copy and rename it, as most editors do."""
        copy = self.folder / f".{os.path.basename(name)}.tmp"
        copy.write_text(text, "utf-8")
        copy.replace(self.folder / name)

    def end(self, number=signal.SIGINT):
        """Send a signal; return the exit code and the last lines."""
        self.process.send_signal(number)
        code = self.process.wait(timeout=20)
        self._reader.join(timeout=20)
        lines = []
        while not self._lines.empty():
            lines.append(self._lines.get())
        return code, lines

    def leftovers(self):
        """Return the folders of implementations, and processes that work below this folder."""
        found = [path.name for path in self.scratch.iterdir()]
        for process in filter(str.isdigit, os.listdir("/proc")):
            try:
                where = os.readlink(f"/proc/{process}/cwd")
            except OSError:
                continue
            found += [process] if where.startswith(str(self.folder)) else []
        return found


@pytest.fixture
def watch(tmp_path):
    """A function that starts watching a project; the definition is believed, as it starts fast."""
    started = []
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "mine.yaml").write_text(CASES, "utf-8")
    (tmp_path / "solution.py").write_text(RIGHT, "utf-8")

    def start(*words):
        words = words or ("cases", "--impl", "solution.py", "--reference", "definition")
        started.append(Watch(tmp_path, *words))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.wait()
        each.process.stdout.close()


def test_saves_are_followed_with_what_changed(watch):
    """A bug, a syntax error, the mended file, a broken and a longer case file."""
    session = watch()
    shown = session.shown()
    assert "2 passed in" in shown
    assert "Shapes" in shown

    session.save("solution.py", WRONG)
    shown = session.shown()
    assert "\nsolution.py changed\nsince the last run: 1 newly failing\n" in shown
    assert "\n  newly failing  cases/mine.yaml::small  max_pool2d forward\n" in shown
    assert "\nFAIL cases/mine.yaml::small  max_pool2d forward\n  24 of 24 elements differ" in shown
    assert "Shapes" not in shown
    assert "1 passed, 1 failed (wrong-values) in" in shown

    session.save("solution.py", RIGHT + "(")
    shown = session.shown()
    assert "since the last run: 1 newly failing, 1 failing as before\n" in shown
    assert "solution.py cannot be loaded: SyntaxError: '(' was never closed" in shown

    session.save("solution.py", RIGHT)
    shown = session.shown()
    assert "since the last run: 2 fixed\n" in shown
    assert "\n  fixed  cases/mine.yaml::border  zero_padding forward\n" in shown
    assert "2 passed in" in shown

    session.save("cases/mine.yaml", CASES + "  - {name: more\n")
    shown = session.shown()
    assert "cases/mine.yaml changed" in shown
    assert "error: cases/mine.yaml:4:5: this mapping is not closed; write '}' at its end" in shown

    more = "  - {name: more, operator: zero_padding, input: [1, 2, 3, 4], padding: 1}\n"
    session.save("cases/mine.yaml", CASES + more)
    shown = session.shown()
    assert "since the last run: 1 new\n" in shown
    assert "3 passed in" in shown

    (session.folder / "solution.py").unlink()
    assert "error: solution.py: solution.py is not there" in session.shown()
    session.save("solution.py", RIGHT)
    assert "since the last run: no difference\n" in session.shown()
    assert session.end() == (130, ["interrupted"])


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_it_ends_at_once_and_leaves_nothing(number, code, watch):
    """Neither processes nor folders, whichever signal it is."""
    session = watch("cases", "--impl", "solution.py")
    session.shown()
    started = time.monotonic()
    assert session.end(number)[0] == code
    assert time.monotonic() - started < 5
    assert session.leftovers() == []


def test_it_ends_in_the_middle_of_a_run(watch):
    """While the code under test does not return."""
    session = watch()
    session.shown()
    session.save("solution.py", RIGHT.replace("    OH, OW", "    while True: pass\n    OH, OW"))
    time.sleep(1)
    assert session.end()[0] == 130
    assert session.leftovers() == []


def test_the_shipped_cases_are_rerun_on_every_save(watch, cases):
    """And each time it says what was fixed, or broken, since the last run."""
    right = (cases.parent / "tests" / "solutions" / "vectorised.py").read_text("utf-8")
    wrong = right.replace("max(axis=(4, 5))", "min(axis=(4, 5))")
    session = watch(cases, "--impl", "solution.py", "-q")
    session.shown()
    session.save("solution.py", right)
    assert re.search(r"since the last run: \d+ new\n", session.shown())
    for text, what in ((wrong, "newly failing"), (right, "fixed"), (wrong, "newly failing")):
        session.save("solution.py", text)
        assert re.search(rf"since the last run: \d+ {what}", session.shown())


def test_reports_are_written_after_each_run(watch):
    """Into files; on standard output they would run into each other."""
    session = watch(
        "cases", "--impl", "solution.py", "--reference", "definition", "--report", "json:out.json"
    )
    session.shown()
    out = session.folder / "out.json"
    assert '"wrong-values"' not in out.read_text("utf-8")
    session.save("solution.py", WRONG)
    session.shown()
    assert '"wrong-values"' in out.read_text("utf-8")


def test_a_report_on_standard_output_is_refused(cnncheck):
    """With what to write instead."""
    done = cnncheck("run", "--watch", "--report", "json")
    assert done.returncode == 2
    assert done.stderr == (
        "error: --report json would write one report after the other to standard output; name a "
        "file, which each run replaces: --report json:FILE\n"
    )


@pytest.mark.parametrize(
    "words",
    [("--last-failed",), ("--baseline", "old.json"), ("--save-failures", "fails.yaml")],
)
def test_what_is_for_one_run_is_refused(cnncheck, cases, words):
    """Watching says itself what changed."""
    done = cnncheck("run", cases, "--watch", *words)
    assert done.returncode == 2
    assert done.stderr == (
        f"error: {words[0]} is for a single run, --watch says itself what changed; "
        "leave one of them out\n"
    )
