"""The console on real pipes, real terminals and poor streams."""

import io
import os
import subprocess
import sys

import pytest

from cnncheck.report.console import make_console

PRINTS = """
import sys
from cnncheck.report.console import make_console
console = make_console()
print(console.width, console.encoding, file=sys.stderr)
try:
    for _ in range({times}):
        console.print({text})
    sys.stdout.flush()
except BrokenPipeError:
    print("broken pipe", file=sys.stderr)
    import os
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
"""


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


def program(times):
    """The program in ASCII: the locale decides how Python reads a command line."""
    return PRINTS.format(times=times, text=ascii("größe 卷积 [conv] :smile: 1.5"))


def run(times=1, **environment):
    """Print in a process of its own, as behind a pipe."""
    return subprocess.run(
        [sys.executable, "-c", program(times)],
        env={**os.environ, **environment},
        capture_output=True,
        timeout=60,
        check=True,
    )


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
)
def test_ascii_locales_lose_nothing(environment):
    """Python's C locale comes with an error handler of its own."""
    done = run(**environment)
    assert done.stdout == b"gr\\xf6\\xdfe \\u5377\\u79ef [conv] :smile: 1.5\n"


def test_a_pipe_gets_a_hundred_columns_of_plain_text():
    """Nothing is highlighted, interpreted or coloured."""
    done = run(PYTHONIOENCODING="utf-8")
    assert done.stdout.decode() == "größe 卷积 [conv] :smile: 1.5\n"
    assert done.stderr.startswith(b"100 ")


def test_a_reader_that_leaves_is_the_callers_business():
    """By itself rich would end the process with exit code 1."""
    command = [sys.executable, "-c", program(20000)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
        assert process.wait(60) == 0
    assert said.endswith(b"broken pipe\n")


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no pseudo-terminals here")
@pytest.mark.parametrize("columns", [47, 80, 132])
def test_the_width_is_that_of_the_terminal(columns):
    """Of the very stream that is written to."""
    termios = pytest.importorskip("termios")
    controller, terminal = os.openpty()
    try:
        termios.tcsetwinsize(terminal, (24, columns))
        with open(terminal, "w", closefd=False) as stream:
            assert make_console(stream).width == columns
    finally:
        os.close(controller)
        os.close(terminal)


def test_columns_go_first(monkeypatch):
    """Whatever has no width gets 100 columns, and nonsense in COLUMNS is ignored."""
    assert make_console(io.StringIO()).width == 100
    for nonsense in ("0", "wide", "-5", ""):
        monkeypatch.setenv("COLUMNS", nonsense)
        assert make_console(io.StringIO()).width == 100
    monkeypatch.setenv("COLUMNS", "72")
    assert make_console(io.StringIO()).width == 72


def test_a_dumb_terminal_keeps_its_width(monkeypatch):
    """Rich would take 80 columns."""
    monkeypatch.setenv("TERM", "dumb")
    assert make_console(Terminal(), width=60).width == 60
