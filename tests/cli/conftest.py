"""The real command, as a person or a CI runs it."""

import json
import os
import select
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


class Server:
    """What starts commands by forking them from one process that has their modules."""

    def __init__(self):
        self._process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("forking.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def run(self, words, cwd, env, timeout, folder):
        """Run a command to its end, as ``subprocess.run`` does, keeping its output in a folder."""
        out, err = folder / "out", folder / "err"
        for path in (out, err):
            path.write_bytes(b"")
        request = {"words": words, "cwd": str(cwd), "env": env, "out": str(out), "err": str(err)}
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.flush()
        child = int(self._process.stdout.readline())
        late = not select.select([self._process.stdout], [], [], timeout)[0]
        if late:
            os.kill(child, 9)
        code = int(self._process.stdout.readline())
        said, warned = (path.read_bytes().decode().replace("\r\n", "\n") for path in (out, err))
        if late:
            raise subprocess.TimeoutExpired(words, timeout, said, warned)
        return subprocess.CompletedProcess(["cnncheck", *words], code, said, warned)

    def close(self):
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


@pytest.fixture(scope="session")
def server():
    """A server of commands for all tests."""
    server = Server()
    yield server
    server.close()


@pytest.fixture
def cnncheck(tmp_path, tmp_path_factory, server):
    """A function that runs ``cnncheck`` in a folder of its own and returns the finished process.

    PyTorch is believed of the shipped cases, which it answers once for all tests. Elsewhere it is
    the definition, which is there at once, unless a test says CNNCHECK_REFERENCE="torch".
    """

    def run(*words, cwd=None, timeout=60, **env):
        words = [*map(str, words)]
        shipped = any(word.startswith(str(ROOT / "cases")) for word in words)
        told = {
            "CNNCHECK_REFERENCE": "torch" if shipped else "definition",
            **os.environ,
            "COLUMNS": "100",
            "NO_COLOR": "1",
            **env,
        }
        where = cwd or tmp_path
        if any(name.startswith("PYTHON") for name in env):  # which Python reads when it starts
            command = [sys.executable, "-m", "cnncheck", *words]
            return subprocess.run(
                command,
                cwd=where,
                env=told,
                capture_output=True,
                text=True,
                timeout=timeout,
                check=False,
            )
        return server.run(words, where, told, timeout, tmp_path_factory.mktemp("said"))

    return run


@pytest.fixture
def solution(tmp_path):
    """A function that writes a solution's file and returns its path."""

    def write(text, name="solution.py"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def cases():
    """The shipped cases' folder."""
    return ROOT / "cases"
