"""The real command, as a person or a CI runs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def cnncheck(tmp_path):
    """A function that runs ``cnncheck`` in a folder of its own and returns the finished process.

    PyTorch is believed of the shipped cases, which it answers once for all tests. Elsewhere it is
    the definition, which is there at once, unless a test says CNNCHECK_REFERENCE="torch".
    """

    def run(*words, cwd=None, timeout=60, **env):
        words = [*map(str, words)]
        shipped = any(word.startswith(str(ROOT / "cases")) for word in words)
        return subprocess.run(
            [sys.executable, "-m", "cnncheck", *words],
            cwd=cwd or tmp_path,
            env={
                "CNNCHECK_REFERENCE": "torch" if shipped else "definition",
                **os.environ,
                "COLUMNS": "100",
                "NO_COLOR": "1",
                **env,
            },
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

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
