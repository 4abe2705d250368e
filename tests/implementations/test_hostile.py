"""Programs that attack, break, or are broken: each ends in its own outcome, and the run goes on.

They lie in tests/hostile. ``# want:`` on top names the outcome of asking `zero_padding` (several with
``|`` where the machine decides which comes first); ``# by:`` which layer of the jail holds it, where
one alone does or both do; ``# then:`` the outcome of the honest `pool_forward`
that is appended to every program, where it is not that it passes; ``# forbid:`` names what may not
be used; ``@FOLDER@`` stands for a folder with a case file and a report that must stay untouched.
"""

import os
import re
import time
from pathlib import Path

import pytest

from cnncheck.errors import UsageError
from cnncheck.implementations import setting_up
from cnncheck.implementations.opening import open_implementation
from cnncheck.options import Options
from cnncheck.sandbox.jail import Ways

PROGRAMS = sorted((Path(__file__).parents[1] / "hostile").glob("*.py"))
TIMEOUT = 1.0
PATIENT = 20.0
"""Seconds for what ends by itself, which a busy machine must not cut short."""
LOADING = 5.0
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


@pytest.fixture
def assert_contained(tmp_path, make_problem, judge):
    """A function that lets a program loose: the outcome is right, files are untouched, and the next
    problem is still answered."""
    return lambda program, **options: let_loose(program, tmp_path, make_problem, judge, **options)


def let_loose(program, tmp_path, make_problem, judge, *, require_jail=True):
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "cases.yaml").write_text("secret")
    (folder / "report.json").write_text("failed")
    before = (folder / "report.json").stat()
    text = program.read_text().replace("@FOLDER@", str(folder))
    target = tmp_path / program.name
    target.write_text(text + HONEST)
    timeout = TIMEOUT if "timeout" in comment(text, "want") else PATIENT

    implementation = open_implementation(
        str(target),
        Options(
            timeout=timeout,
            load_timeout=LOADING,
            memory=256 << 20,
            require_jail=require_jail,
            forbid={"zero_padding": tuple(comment(text, "forbid"))},
        ),
    )
    try:
        outcomes, replies = [], []
        for seed in range(2):
            problem = make_problem(seed=seed)
            started = time.monotonic()
            reply = implementation.call(problem)
            assert time.monotonic() - started < 2 * timeout + 3 + LOADING
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
        answer = judge(following, implementation.call(following))
        expected = "load-error" if outcomes[-1] == "load-error" else "passed"
        assert answer in (comment(text, "then") or [expected])
        assert time.monotonic() - started < timeout + LOADING
    finally:
        implementation.close()
    after = (folder / "report.json").stat()
    assert (after.st_mtime, after.st_mode) == (before.st_mtime, before.st_mode)
    assert (folder / "report.json").read_text() == "failed"
    assert sorted(os.listdir(folder)) == ["cases.yaml", "report.json"]


@pytest.mark.sample(3)
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
@pytest.mark.usefixtures("_jail", "nothing_left")
def test_hostile(program, assert_contained):
    """As the machine is."""
    assert_contained(program)


OF_OLDER_KERNELS = (
    *("truncates_by_open", "truncates_by_call", "truncates_by_openat2", "truncates_by_creat"),
    *("signals_parent_by_pipe", "owner_of_a_pipe", "async_by_ioctl", "lease_on_numpy"),
    *("tcp", "unix_socket", "kill_parent", "writes_report", "hard_link", "renames_itself"),
)
"""What later versions of Landlock close off by themselves, and more."""


@pytest.mark.sample(3)
@pytest.mark.parametrize("name", OF_OLDER_KERNELS)
@pytest.mark.usefixtures("_jail", "nothing_left")
def test_hostile_with_the_first_landlock(name, monkeypatch, assert_contained):
    """With seccomp, nothing depends on what later versions of Landlock see."""
    monkeypatch.setattr(setting_up, "_JAIL", Ways(1, True))
    assert_contained(PROGRAMS[0].with_name(f"{name}.py"))


def held_by(layer):
    """Programs that a layer of the jail holds, alone or not."""
    held = [(path, comment(path.read_text("utf-8", "replace"), "by")) for path in PROGRAMS]
    return [path for path, layers in held if layer in layers]


@pytest.mark.exhaustive
@pytest.mark.parametrize("version", range(1, 7))
@pytest.mark.parametrize(
    "program", sorted({*held_by("seccomp"), *held_by("landlock")}), ids=lambda path: path.stem
)
@pytest.mark.usefixtures("_jail", "nothing_left")
def test_hostile_at_every_version(program, version, monkeypatch, assert_contained):
    """As on an older kernel."""
    monkeypatch.setattr(setting_up, "_JAIL", Ways(version, True))
    assert_contained(program)


@pytest.mark.sample(3)
@pytest.mark.parametrize("program", held_by("landlock"), ids=lambda path: path.stem)
@pytest.mark.usefixtures("_jail", "nothing_left")
def test_hostile_without_seccomp(program, monkeypatch, assert_contained):
    """Files are out of reach all the same."""
    monkeypatch.setattr(setting_up, "_JAIL", Ways(255, False))
    assert_contained(program, require_jail=False)


def test_there_are_enough_programs():
    """The collection does not shrink unnoticed."""
    assert len(PROGRAMS) >= 258
    assert all(comment(path.read_text("utf-8", "replace"), "want") for path in PROGRAMS)
