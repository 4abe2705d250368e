"""Programs that attack, break, or are broken: each ends in its own outcome, and the run goes on.

They lie in tests/hostile. ``# want:`` on top names the outcome of asking `zero_padding` (several with
``|`` where the machine decides which comes first); ``# then:`` that of the honest `pool_forward`
that is appended to every program, where it is not that it passes; ``# forbid:`` names what may not
be used; ``@FOLDER@`` stands for a folder with a case file and a report that must stay untouched.
"""

import os
import re
import time
from pathlib import Path

import pytest

from cnncheck.errors import UsageError
from cnncheck.implementations.opening import open_implementation
from cnncheck.implementations.options import Options

PROGRAMS = sorted((Path(__file__).parents[1] / "hostile").glob("*.py"))
TIMEOUT = 1.0
HONEST = """

import numpy as np


def pool_forward(X, f, s):
    windows = np.lib.stride_tricks.sliding_window_view(X, (f, f), (2, 3))
    return windows[:, :, ::s, ::s].max(axis=(-1, -2))
"""


@pytest.fixture(scope="module")
def _jail(tmp_path_factory):
    """These programs are let loose only where a jail holds them."""
    program = tmp_path_factory.mktemp("probe") / "probe.py"
    program.write_text("def f(): pass\n")
    try:
        open_implementation(str(program), Options(require_jail=True)).close()
    except UsageError as error:
        pytest.skip(str(error))


def comment(text, key):
    """``# want: raised|crashed`` -> [raised, crashed]."""
    found = re.search(rf"^# {key}: (.+)$", text, re.MULTILINE)
    return found.group(1).split("|") if found else []


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
@pytest.mark.usefixtures("_jail", "nothing_left")
def test_hostile(program, tmp_path, make_problem, judge):
    """The outcome is right, files are untouched, and the next problem is still answered."""
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "cases.yaml").write_text("secret")
    (folder / "report.json").write_text("failed")
    before = (folder / "report.json").stat()
    text = program.read_text().replace("@FOLDER@", str(folder))
    target = tmp_path / program.name
    target.write_text(text + HONEST)

    implementation = open_implementation(
        str(target),
        Options(
            timeout=TIMEOUT,
            load_timeout=TIMEOUT + 2,
            memory=256 << 20,
            require_jail=True,
            forbid={"zero_padding": tuple(comment(text, "forbid"))},
        ),
    )
    try:
        outcomes, replies = [], []
        for seed in range(2):
            problem = make_problem(seed=seed)
            started = time.monotonic()
            reply = implementation.ask(problem)
            assert time.monotonic() - started < 2 * TIMEOUT + 3
            replies.append(reply)
            outcomes.append(judge(problem, reply))
            if outcomes[-1] != "passed":
                break
        assert outcomes[-1] in comment(text, "want"), replies[-1]
        if outcomes[-1] not in ("passed", "wrong-values", "wrong-shape", "wrong-dtype"):
            assert len(replies[-1].message) > 20
            assert "\x1b" not in replies[-1].message
        following = make_problem("pool_forward")
        started = time.monotonic()
        answer = judge(following, implementation.ask(following))
        expected = "load-error" if outcomes[-1] == "load-error" else "passed"
        assert answer in (comment(text, "then") or [expected])
        assert time.monotonic() - started < TIMEOUT + 1
    finally:
        implementation.close()
    after = (folder / "report.json").stat()
    assert (after.st_mtime, after.st_mode) == (before.st_mtime, before.st_mode)
    assert (folder / "report.json").read_text() == "failed"
    assert sorted(os.listdir(folder)) == ["cases.yaml", "report.json"]


def test_there_are_enough_programs():
    """The collection does not shrink unnoticed."""
    assert len(PROGRAMS) >= 130
    assert all(comment(path.read_text("utf-8", "replace"), "want") for path in PROGRAMS)
