"""Projects of other people, in which pytest is run as they would."""

import os

import pytest

CASES = """\
cases:
  - name: overlap
    operator: max_pool2d
    input: [2, 3, 5, 7]
    window: 3
    tags: [quick]
    matrix:
      stride: [1, 2]
      fill: [integers, normal]
  - name: border
    operator: zero_padding
    input: [2, 3, 4, 5]
    padding: [1, 2]
"""
ITEMS = [
    *(
        f"cases/pooling.yaml::overlap::{name}[stride={stride},fill={fill}]"
        for stride in (1, 2)
        for fill in ("integers", "normal")
        for name in ("forward", "backward")
    ),
    "cases/pooling.yaml::border::forward",
]
SOLUTION = """\
import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    N, C, H, W = X.shape
    out = np.zeros((N, C, H + 2 * ph, W + 2 * pw), X.dtype)
    out[:, :, ph : ph + H, pw : pw + W] = X
    return out


def pool_forward(X, f, s):
    OH, OW = 1 + (X.shape[2] - f) // s, 1 + (X.shape[3] - f) // s
    out = np.zeros((*X.shape[:2], OH, OW), X.dtype)
    for i, j in np.ndindex(OH, OW):
        out[:, :, i, j] = X[:, :, i * s : i * s + f, j * s : j * s + f].min((2, 3))
    return out
"""


@pytest.fixture
def project(pytester, monkeypatch):
    """A folder with cases/pooling.yaml and a solution: one function right, one wrong, one missing."""
    # Of a machine that says it is CI, pytest's summary repeats the whole of each failure.
    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "CI", "BUILD_NUMBER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("CNNCHECK_REFERENCE", "definition")
    write(pytester, "cases/pooling.yaml", CASES)
    write(pytester, "solution.py", SOLUTION)
    return pytester


@pytest.fixture
def items():
    """The ids of the project's items, in order."""
    return ITEMS


@pytest.fixture
def put(project):
    """A function that writes a file of the project."""
    return lambda name, text: write(project, name, text)


def write(pytester, name, text):
    """Write a file below the project, with its folders."""
    path = pytester.path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def run(project):
    """A function that runs pytest without a cache on the disk."""

    def run(*words):
        return project.runpytest_inprocess("-p", "no:cacheprovider", *words)

    return run


@pytest.fixture
def leftovers(tmp_path_factory, monkeypatch):
    """A function that names what is left of implementations: their folders, their processes."""
    folder = tmp_path_factory.mktemp("scratch")
    monkeypatch.setenv("TMPDIR", str(folder))

    def find():
        found = [path.name for path in folder.glob("cnncheck-*")]
        for process in filter(str.isdigit, os.listdir("/proc")):
            try:
                where = os.readlink(f"/proc/{process}/cwd")
            except OSError:
                continue
            if where.startswith(str(folder)):
                found.append(f"process {process}")
        return found

    return find
