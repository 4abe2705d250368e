"""Repositories of other people, in which hooks and actions run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
CASES = """\
cases:
  - {name: small, operator: max_pool2d, passes: [forward], input: [2, 3, 5, 7], window: 2, stride: 3}
"""


@pytest.fixture
def root():
    """The top of this repository."""
    return ROOT


@pytest.fixture
def project(tmp_path):
    """A repository with a case and a solution that returns its input."""
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "mine.yaml").write_text(CASES, "utf-8")
    (tmp_path / "solution.py").write_text("def pool_forward(X, f, s):\n    return X\n", "utf-8")
    return tmp_path


@pytest.fixture
def run(project):
    """A function that runs a command in the project, with cnncheck on the PATH."""

    def run(words, **env):
        folder = Path(sys.executable).parent
        path = f"{folder}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            words,
            cwd=project,
            env={**os.environ, "COLUMNS": "100", "PATH": path, **env},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run
