"""Workers that are forked are like those that are started, and where none can be forked one is started."""

import os
import signal
import sys
import threading
import time

import numpy as np
import pytest

from cnncheck.dialects import Call
from cnncheck.implementations.opening import open_implementation
from cnncheck.implementations.program import PROGRAM, workers_on_their_way
from cnncheck.options import Options
from cnncheck.sandbox import fork_server

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="workers are forked on Linux"),
    pytest.mark.usefixtures("nothing_left"),
]

CODE = """
import os, sys, time
import numpy as np

calls = 0

def f(X):
    global calls
    calls += 1
    {}
"""
X = np.ones(3)


@pytest.fixture
def opened(tmp_path):
    """Opens code whose function does something; closes it at the end."""
    implementations = []

    def opened(does, **options):
        path = tmp_path / f"s{len(implementations)}.py"
        path.write_text(CODE.format(does))
        implementations.append(open_implementation(str(path), Options(**options)))
        return implementations[-1]

    yield opened
    for implementation in implementations:
        implementation.close()


def ask(code):
    return code.call(Call("f", {"X": X}))


def child_of(code):
    ask(code)
    return next(iter(code._pool._all)).process._child


def server():
    return fork_server._held.server


def test_one_process_is_the_parent_of_all_while_any_is_open(opened):
    first, second = opened("return X + os.getppid()"), opened("return X + os.getppid()")
    parents = {ask(each).value[0] - 1 for each in (first, second, first)}
    assert parents == {server()._process.pid}
    first.close()
    assert ask(second).outcome == "passed"
    second.close()
    assert server() is None


def test_each_worker_begins_anew(opened):
    """Neither what another has kept nor what it draws is the next one's."""
    with workers_on_their_way():
        drawn = []
        for _ in range(3):
            code = opened("return np.random.rand(3) + calls")
            drawn.append(tuple(ask(code).value))
            code.close()
    assert all(min(each) < 2 for each in drawn)
    assert len(set(drawn)) == 3


def test_a_worker_holds_no_more_than_one_that_was_started(opened, monkeypatch):
    """Descriptors, environment and modules: nothing of its parent's, or of other workers'."""
    seen = """
    found = []
    for each in range(64):
        try:
            os.fstat(each)
        except OSError:
            continue
        found.append(each)
    stranger = [n for n in sys.modules if n.startswith("cnncheck")]
    own = os.environ["HOME"] == os.environ["TMPDIR"] == os.getcwd()
    return np.array([len(found), len(stranger), own, len(os.environ), len(sys.argv), os.getsid(0) == os.getpid()], float)
"""
    forked = opened(seen.strip())
    ask(opened("return X + 1"))
    inside = ask(forked).value
    assert server() is not None
    monkeypatch.setattr(fork_server, "_can_fork", lambda: False)
    assert (ask(opened(seen.strip())).value == inside).all()
    assert inside[1:3].tolist() == [0, 1]


@pytest.mark.parametrize("when", ["before", "during", "after"])
def test_where_the_parent_is_gone_workers_are_started_by_themselves(opened, when):
    """A worker that it leaves behind goes on, and how that ends is still seen."""
    with workers_on_their_way():
        code = opened(
            "time.sleep(.4) if calls == 2 else None; return X / (calls < 3 or os._exit(3))"
        )
        if when != "before":
            assert ask(code).outcome == "passed"
        kill = threading.Timer(0.1 if when == "during" else 0, server()._process.kill)
        kill.start()
        if when != "during":
            kill.join()
            server()._process.wait()
        assert ask(code).outcome == "passed"
        kill.join()
        assert ask(code).outcome == ("passed" if when == "before" else "crashed")
        assert ask(opened("return X + 1")).outcome == "passed"


def test_what_ends_a_worker_is_told_by_its_parent(opened):
    for does, message in [
        ("os._exit(7)", "ended the process with exit status 7"),
        ("os.kill(os.getpid(), 11)", "crashed with SIGSEGV"),
    ]:
        code = opened(does)
        reply = ask(code)
        assert server() is not None
        assert (reply.outcome, reply.message) == ("crashed", f"f(X) {message}")
        code.close()


def test_its_number_is_its_own_until_it_is_put_away(opened):
    """Else a signal could reach somebody else."""
    child = child_of(opened("return X + 1"))
    os.kill(child.pid, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while child.status() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert child.status() == -signal.SIGKILL
    os.kill(child.pid, 0)  # a zombie is still there


def test_one_that_has_no_group_of_its_own_yet_is_killed(opened, monkeypatch):
    """It was forked just now; whoever ends it would wait for it a minute."""

    def killpg(*_):
        raise ProcessLookupError

    code = opened("return X + 1")
    child = child_of(code)
    monkeypatch.setattr(os, "killpg", killpg)
    next(iter(code._pool._all)).process.kill()
    deadline = time.monotonic() + 20
    while child.status() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert child.status() == -signal.SIGKILL


def test_code_that_is_given_threads_has_an_interpreter_of_its_own(opened):
    """Libraries read how many they may have when they are imported."""
    code = opened("return X + os.getppid()", threads=2)
    assert ask(code).value[0] - 1 == os.getpid()


def test_a_program_that_forks_nobody_is_not_waited_for(opened, tmp_path):
    script = tmp_path / "nothing.py"
    script.write_text("raise SystemExit")
    with fork_server.on_its_way(str(script)):
        assert server().program != PROGRAM
        assert ask(opened("return X + os.getppid()")).value[0] - 1 == os.getpid()


def in_a_fork(do):
    """Return the number that comes of something in a process forked from this one."""
    told, tell = os.pipe()
    if (pid := os.fork()) == 0:
        try:
            os.write(tell, str(do()).encode())
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    os.close(tell)
    number = int(os.read(told, 20))
    os.close(told)
    return number


def test_a_process_that_was_forked_from_this_one_has_the_same_parent_of_workers(opened):
    """And leaves it behind; where this one has none, or ends it, workers are begun otherwise."""

    def parent():
        code = opened("return X + os.getppid()")
        number = int(ask(code).value[0] - 1)
        code.close()
        return number

    with workers_on_their_way():
        first = parent()
        assert first == server()._process.pid
        assert in_a_fork(parent) == in_a_fork(parent) == parent() == first

        def without():
            server()._control.close()
            return int(parent() == os.getpid())

        assert in_a_fork(without) == 1
    assert server() is None
    assert in_a_fork(parent) != first
