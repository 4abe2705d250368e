"""The supervisor: limits, replacement, several workers, and nothing that outlives it."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
import types
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnncheck.dialects import Call
from cnncheck.errors import UsageError
from cnncheck.implementations import setting_up
from cnncheck.implementations.opening import open_implementation
from cnncheck.options import Options
from cnncheck.sandbox.jail import EVERY_WAY, NO_WAY, Ways


@pytest.fixture
def opened(tmp_path, nothing_left):
    """Opens a program given as text; closes it at the end."""
    implementations = []

    def opened(text, **options):
        path = tmp_path / "solution.py"
        path.write_text("import numpy as np\n" + textwrap.dedent(text))
        implementations.append(open_implementation(str(path), Options(**options)))
        return implementations[-1]

    yield opened
    for implementation in implementations:
        implementation.close()


def ask(implementation, X=None, function="zero_padding"):
    X = np.arange(6.0).reshape(1, 1, 2, 3) if X is None else X
    return implementation.call(Call(function, {"X": X, "padding": (1, 2)}))


COPY = "def zero_padding(X, padding):\n    return X.copy()\n"


def test_the_state_of_the_jail_is_told(opened):
    """The report says how the code is contained."""
    implementation = opened(COPY, timeout=3, memory=512 << 20)
    assert implementation.name == "solution.py"
    assert implementation.isolation.startswith("own process, ")
    assert implementation.isolation.endswith(", 512 MiB, 3 s a call")
    assert "jailed (" in implementation.isolation


def test_a_function_that_comes_and_goes_is_not_excused(opened):
    """Absent from one process and present in another, it is no function that nobody wrote."""
    implementation = opened(
        """
        import os
        if os.path.exists("flag"):
            def zero_padding(X, padding):
                os._exit(0) if X.size > 6 else None
                return X.copy()
        """
    )
    flag = implementation._folder.path / "flag"
    flag.touch()
    assert ask(implementation).outcome == "passed"
    flag.unlink()
    assert ask(implementation, np.ones(7)).outcome == "crashed"
    reply = ask(implementation)
    assert (reply.outcome, reply.message) == (
        "load-error",
        "solution.py has no function zero_padding",
    )
    assert reply.hint.startswith("It was there in another process")


@pytest.mark.parametrize("dtype", ["float32", "float64", "int8", "complex128", "bool", "float16"])
def test_arrays_arrive_as_they_are(opened, dtype):
    """Values, dtype and shape survive both ways, for empty arrays and scalars too."""
    implementation = opened(COPY)
    for shape in [(2, 3, 4, 5), (0, 3), (), (1,)]:
        X = np.random.default_rng(0).integers(0, 9, shape).astype(dtype)
        value = ask(implementation, X).value
        assert (value.dtype, value.shape) == (X.dtype, X.shape)
        assert np.array_equal(value, X)


def test_arrays_lie_in_the_worker_as_they_did(opened):
    """Strides are kept across the processes."""
    implementation = opened("def zero_padding(X, padding): return np.array(X.strides)")
    X = np.zeros((2, 3, 4, 5))
    for array in (X, np.asfortranarray(X), X[:, ::2, :, 1:], X[::-1], X.transpose(3, 1, 0, 2)):
        assert tuple(ask(implementation, array).value) == array.strides
    assert tuple(ask(implementation, np.broadcast_to(1.0, (2, 2))).value) == (0, 0)
    overlapping = np.lib.stride_tricks.sliding_window_view(np.ones(3), 2)
    assert tuple(ask(implementation, overlapping).value) == (16, 8)


def test_large_arrays(opened):
    """More than any pipe holds goes both ways."""
    X = np.random.default_rng(0).random((4, 3, 500, 500))
    assert np.array_equal(ask(opened(COPY), X).value, X)


def test_a_timeout_says_what_to_do_and_delays_little(opened):
    """A stuck call ends soon after its time, and the worker is replaced."""
    implementation = opened(
        "def zero_padding(X, padding):\n    while X[0, 0, 0, 0]: pass\n    return X.copy()",
        timeout=0.5,
    )
    started = time.monotonic()
    reply = ask(implementation, np.ones((1, 1, 1, 1)))
    assert time.monotonic() - started < 0.5 + 3
    assert reply.outcome == "timeout"
    assert reply.message == "zero_padding(X, padding) did not return within 0.5 s"
    assert reply.hint == (
        "Look for a loop that never ends; if it is only slow, allow more with --timeout."
    )
    assert ask(implementation, np.zeros((1, 1, 1, 1))).outcome == "passed"


def test_a_function_that_does_not_return_is_not_asked_for_ever(opened):
    """After two timeouts its calls are refused at once; other functions are asked as before."""
    implementation = opened(
        "def zero_padding(X, padding):\n    while True: pass\n"
        "def pad_again(X, padding):\n    return X.copy()",
        timeout=0.5,
    )
    asked = [ask(implementation) for _ in range(2)]
    assert {reply.message for reply in asked} == {
        "zero_padding(X, padding) did not return within 0.5 s"
    }
    started = time.monotonic()
    again = [ask(implementation) for _ in range(50)]
    assert time.monotonic() - started < 0.4
    assert {(reply.outcome, reply.message) for reply in again} == {
        (
            "timeout",
            "zero_padding(X, padding) was not asked again after 2 timeouts (--patience)",
        )
    }
    assert ask(implementation, function="pad_again").outcome == "passed"


def test_patience_is_counted_as_it_was_asked_for(opened):
    """One timeout is enough where one was said to be."""
    text = "def zero_padding(X, padding):\n    while True: pass"
    implementation = opened(text, timeout=0.3, patience=1)
    assert ask(implementation).message == "zero_padding(X, padding) did not return within 0.3 s"
    assert ask(implementation).message == (
        "zero_padding(X, padding) was not asked again after 1 timeout (--patience)"
    )


def test_all_calls_together_have_a_time_of_their_own(opened):
    """What is slow but returns is asked until the time is used up; the last call is cut short."""
    implementation = opened(
        "import time\ndef zero_padding(X, padding):\n    time.sleep(0.7)\n    return X.copy()",
        timeout=5,
        submission_timeout=4,
    )
    started = time.monotonic()
    replies = [ask(implementation) for _ in range(20)]
    assert time.monotonic() - started < 4 + 2
    assert replies[0].outcome == "passed"
    late = [reply for reply in replies if reply.outcome == "timeout"]
    used_up = "the 4 s for all calls together are used up"
    assert late[0].message == f"zero_padding(X, padding) did not return: {used_up}"
    assert {reply.message for reply in late[1:]} == {
        f"zero_padding(X, padding) was not asked: {used_up}"
    }
    assert {reply.hint for reply in late} == {
        "Look for a loop that never ends; if it is only slow, allow more with --submission-timeout."
    }


def test_a_crash_says_where(opened):
    """The interpreter's last words are in the log."""
    reply = ask(opened("import ctypes\ndef zero_padding(X, padding):\n    ctypes.string_at(0)"))
    assert reply.message == "zero_padding(X, padding) crashed with SIGSEGV"
    assert reply.hint.startswith("It read or wrote memory that is not its own")
    assert "Fatal Python error: Segmentation fault" in reply.log
    assert 'File "solution.py", line 4 in zero_padding' in reply.log


def test_a_file_that_cannot_be_loaded_costs_once(opened):
    """Every further question gets the same reply at once."""
    implementation = opened("import time\nwhile True: pass", load_timeout=1)
    first = ask(implementation)
    started = time.monotonic()
    others = [ask(implementation, function=name) for name in ("pool_back", "f", "zero_padding")]
    assert time.monotonic() - started < 0.1
    assert all(other is first for other in others)
    assert first.outcome == "load-error"
    assert first.message == "solution.py cannot be loaded: it did not finish within 1 s"
    assert first.hint == (
        "Code outside of functions runs when the file is loaded; move demonstrations below "
        "`if __name__ == '__main__':`."
    )


def test_a_time_for_all_that_ends_while_loading_is_named(opened):
    """It is not the time that loading may take."""
    implementation = opened("while True: pass", load_timeout=50, submission_timeout=2)
    reply = ask(implementation)
    assert (reply.outcome, reply.message) == (
        "timeout",
        "zero_padding(X, padding) was not asked: the 2 s for all calls together are used up",
    )
    assert reply.hint.endswith("allow more with --submission-timeout.")


def test_several_workers_work_at_once(opened):
    """Four sleeping calls of four workers take the time of one."""
    implementation = opened(
        "import time\ndef zero_padding(X, padding):\n    time.sleep(0.5)\n    return X.copy()",
        workers=4,
    )
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: ask(implementation), range(4)))  # starts them
        started = time.monotonic()
        replies = list(pool.map(lambda _: ask(implementation), range(4)))
    assert time.monotonic() - started < 1.5
    assert all(reply.outcome == "passed" for reply in replies)


def test_more_threads_than_workers_wait_their_turn(opened):
    """One worker answers everybody, and each gets the answer to their own question."""
    implementation = opened(COPY)
    with ThreadPoolExecutor(8) as pool:
        arrays = [np.full((1, 1, 1, 1), float(i)) for i in range(200)]
        values = [r.value.item() for r in pool.map(lambda X: ask(implementation, X), arrays)]
    assert values == [float(i) for i in range(200)]


def test_memory_counts_on_top_of_numpy(opened):
    """The limit is what the code may use itself; the message names the place."""
    implementation = opened(
        "def zero_padding(X, padding):\n    return np.ones(padding[0] << 17).sum(keepdims=True)",
        memory=64 << 20,
    )

    def problem(mib):
        arguments = {"X": np.ones(1), "padding": (mib, 0)}
        return Call("zero_padding", arguments)

    assert implementation.call(problem(40)).outcome == "passed"
    reply = implementation.call(problem(80))
    assert reply.outcome == "memory-limit"
    assert "Unable to allocate 80.0 MiB" in reply.message
    assert implementation.call(problem(40)).outcome == "passed"


def test_the_environment_is_clean(opened, monkeypatch):
    """Nothing of the person's environment reaches the code; standard input is empty."""
    monkeypatch.setenv("SECRET_TOKEN", "hunter2")
    reply = ask(
        opened(
            """
            import os, sys
            def zero_padding(X, padding):
                assert "SECRET_TOKEN" not in os.environ, "secret"
                assert sys.stdin.read() == ""
                assert os.getsid(0) == os.getpid()
                assert sorted(os.listdir()) == ["solution.py"]
                assert "torch" not in sys.modules and "cnncheck" not in sys.modules
                return X.copy()
            """
        )
    )
    assert reply.outcome == "passed", reply


def test_a_jail_can_be_required(opened, monkeypatch):
    """Without a jail, a run that requires one does not start."""
    monkeypatch.setattr(setting_up, "_JAIL", NO_WAY)
    with pytest.raises(UsageError) as caught:
        opened(COPY, require_jail=True)
    assert str(caught.value) == (
        "a jail is required, but solution.py would run in: own process, not fully jailed "
        "(no Landlock, no seccomp), 1024 MiB, 10 s a call: files may be read; files may be written; "
        "the network may be used; processes may be started and signalled; something may outlive "
        "the run; use a Linux kernel with Landlock (5.13 "
        "or later) and seccomp, or leave out --require-jail"
    )


def test_without_a_jail_strays_are_found(opened, monkeypatch):
    """A daemon that left its session is killed all the same."""
    monkeypatch.setattr(setting_up, "_JAIL", NO_WAY)
    implementation = opened(
        """
        import os, time
        def zero_padding(X, padding):
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    time.sleep(600)
                os._exit(0)
            os.wait()
            return X.copy()
        """
    )
    assert ask(implementation).outcome == "passed"
    assert "not fully jailed (no Landlock, no seccomp)" in implementation.isolation
    implementation.close()  # nothing_left looks for the daemon


def test_without_a_jail_a_child_that_holds_the_pipes_does_not_hold_us(opened, monkeypatch):
    """The worker's death is seen although its child still has the channel open."""
    monkeypatch.setattr(setting_up, "_JAIL", NO_WAY)
    implementation = opened(
        """
        import os, time
        def zero_padding(X, padding):
            if os.fork() == 0:
                time.sleep(600)
            os._exit(3)
        """
    )
    started = time.monotonic()
    reply = ask(implementation)
    assert time.monotonic() - started < 3
    assert reply.outcome == "crashed"


def test_it_is_closed_once_whoever_closes_it(opened, monkeypatch):
    """A descriptor that is closed twice may be somebody else's the second time."""
    implementation = opened(COPY)
    assert ask(implementation).outcome == "passed"
    lock, closed = implementation._folder._lock, []

    def close(number):
        closed.append(number)
        time.sleep(0.2)
        os.close(number)

    slow = types.SimpleNamespace(**{**vars(os), "close": close})
    monkeypatch.setattr("cnncheck.sandbox.folders.os", slow)
    with ThreadPoolExecutor(4) as executor:
        for done in [executor.submit(implementation.close) for _ in range(4)]:
            done.result()
    assert closed == [lock]


def test_closing_stops_calls_in_other_threads(opened):
    """`close` does not wait for a call that hangs."""
    implementation = opened(
        "import time\ndef zero_padding(X, padding): time.sleep(600)", timeout=60
    )
    replies = []
    thread = threading.Thread(target=lambda: replies.append(ask(implementation)))
    thread.start()
    time.sleep(0.5)
    started = time.monotonic()
    implementation.close()
    thread.join()
    assert time.monotonic() - started < 2
    assert replies[0].outcome == "tool-error"
    implementation.close()
    with pytest.raises(RuntimeError, match=r"solution\.py is closed"):
        ask(implementation)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=lambda n: n.name)
def test_a_looping_worker_does_not_outlive_a_killed_supervisor(tmp_path, number):
    """The kernel ends the worker when the supervisor is gone, from whatever thread it came."""
    if not sys.platform.startswith("linux"):
        pytest.skip("needs Linux's signals on pipes")
    (tmp_path / "s.py").write_text("def f(X):\n    while True: pass\n")
    script = textwrap.dedent(
        """
        import sys, threading, numpy as np
        from cnncheck.implementations.opening import open_implementation
        from cnncheck.options import Options
        from cnncheck.dialects import Call
        implementation = open_implementation(sys.argv[1], Options(timeout=60))
        starter = threading.Thread(target=lambda: implementation.isolation)
        starter.start(); starter.join()  # the thread that started the worker is gone
        print(next(iter(implementation._pool._all)).process._child.pid, flush=True)
        implementation.call(Call("f", {"X": np.ones(1)}))
        """
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "s.py")],
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    try:
        worker = int(child.stdout.readline())
        time.sleep(0.3)
        assert Path(f"/proc/{worker}").exists()
        child.send_signal(number)
        child.wait()
        deadline = time.monotonic() + 2
        while _runs(worker) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not _runs(worker)
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


def _runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


TELLS = """
import os

SEEN = []

def zero_padding(X, padding):
    SEEN.append(X.ravel()[0])
    raise ValueError(f"{os.getpid()} has seen {len(SEEN)}")
"""


def test_who_has_seen_a_hidden_problem_is_asked_no_visible_one(opened, make_problem):
    """It is replaced; hidden problems go on to the same process, whoever asked before."""
    implementation = opened(TELLS)
    visible = make_problem()
    hidden = replace(visible, hidden=True)
    asked = [visible, visible, hidden, hidden, visible, hidden]
    said = [implementation.call(each).message for each in asked]
    assert [text.split("seen ")[1].split()[0] for text in said] == ["1", "2", "3", "4", "1", "2"]


def test_what_is_said_of_an_absent_function_is_said_by_who_knows_nothing(tmp_path, make_problem):
    """An answer that was kept from a process that had seen a hidden problem is not shown."""
    work = tmp_path / "work"
    work.mkdir()
    (work / "zero_padding.py").write_text(
        "import sys\n\ndef zero_padding(X, padding):\n    sys.seen = X.ravel()[0]\n    return X\n"
    )
    (work / "pool_forward.py").write_text(
        "import sys\n\nif True:\n    raise ValueError(f\"seen {getattr(sys, 'seen', 'nothing')}\")\n"
        "\ndef pool_forward(X, f, s):\n    return X\n"
    )
    implementation = open_implementation(str(work))
    implementation.call(replace(make_problem(), hidden=True))
    late = implementation.call(replace(make_problem("pool_forward"), hidden=True))
    early = implementation.call(make_problem("pool_forward"))
    implementation.close()
    assert "ValueError: seen nothing" not in late.message
    assert "ValueError: seen nothing" in early.message


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")
@pytest.mark.parametrize(("ways", "limited"), [(NO_WAY, True), (EVERY_WAY, False)])
def test_only_what_may_outlive_the_run_has_its_processor_time_limited(
    opened, monkeypatch, ways, limited
):
    """Where a worker cannot let go of its lifeline, it may work for days."""
    monkeypatch.setattr(setting_up, "_JAIL", ways)
    code = """
    import resource
    def zero_padding(X, padding):
        return np.array([float(resource.getrlimit(resource.RLIMIT_CPU)[1])])
    """
    assert (ask(opened(code)).value.item() == 3600) is limited


LEAVES_NO_TRACE = """
import ctypes, os, sys, time
def zero_padding(X, padding):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for number in range(256):
                try: os.close(number)
                except OSError: pass
            os.environ.clear()
            os.execve(sys.executable, [sys.executable, "-c", "import time; time.sleep(611)"], {})
        os._exit(0)
    os.wait()
    while X.max() > 1: time.sleep(0.01)
    return X.copy()
"""


def _sleepers():
    """Processes that `LEAVES_NO_TRACE` left behind."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if b"time.sleep(611)" in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


@pytest.fixture
def _namespaces():
    """What follows needs a process namespace."""
    if not sys.platform.startswith("linux"):
        pytest.skip("needs Linux")
    if os.geteuid() and subprocess.run(["unshare", "-Upf", "true"], check=False).returncode:
        pytest.skip("this system lets nobody make namespaces")


@pytest.mark.usefixtures("_namespaces")
def test_without_seccomp_a_process_without_a_trace_ends_with_its_worker(opened, monkeypatch):
    """Another session, no environment, no descriptor: nothing by which it could be found."""
    monkeypatch.setattr(setting_up, "_JAIL", Ways(0, False))
    implementation = opened(LEAVES_NO_TRACE)
    assert ask(implementation, np.ones((1, 1, 1, 1))).outcome == "passed"
    assert "(no Landlock, no seccomp, a process namespace)" in implementation.isolation
    deadline = time.monotonic() + 10
    while not _sleepers() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert _sleepers()
    implementation.close()
    time.sleep(0.2)
    assert not _sleepers()


@pytest.mark.usefixtures("_namespaces")
@pytest.mark.parametrize(
    ("body", "outcome", "message"),
    [
        ("os._exit(7)", "crashed", "status 7"),
        ("os.kill(os.getpid(), 11)", "crashed", "SIGSEGV"),
        ("os.kill(os.getppid(), 9); os.kill(0, 9)", "crashed", "SIGKILL"),
        ("os.kill(1, 2); os.kill(1, 15); os._exit(7)", "crashed", "status 7"),
        ("os.abort()", "crashed", "SIGABRT"),
    ],
)
def test_in_a_namespace_the_end_is_told_alike(opened, monkeypatch, body, outcome, message):
    """Through two processes that wait, and that cannot be reached."""
    monkeypatch.setattr(setting_up, "_JAIL", Ways(0, False))
    reply = ask(opened(f"import os\ndef zero_padding(X, padding):\n    {body}"))
    assert (reply.outcome, message in reply.message) == (outcome, True), reply


@pytest.mark.usefixtures("_namespaces")
def test_in_a_namespace_nothing_outlives_a_killed_supervisor(tmp_path):
    """The outer process dies with it, the inner ones with that."""
    path = tmp_path / "solution.py"
    path.write_text(LEAVES_NO_TRACE)
    run = """
    import sys
    import numpy as np
    from cnncheck.implementations import isolated, setting_up
    from cnncheck.sandbox import jail
    from cnncheck.implementations.opening import open_implementation
    from cnncheck.dialects import Call
    setting_up._JAIL = jail.Ways(0, False)
    arguments = {"X": np.full(1, 2.0), "padding": (0, 0)}
    open_implementation(sys.argv[1]).call(Call("zero_padding", arguments))
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(run), str(path)]) as supervisor:
        deadline = time.monotonic() + 30
        while not _sleepers() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert _sleepers()
        supervisor.kill()
    deadline = time.monotonic() + 5
    while _sleepers() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _sleepers()
