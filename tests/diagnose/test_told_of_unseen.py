"""What is told of code that was written before anybody looked at the catalogue.

Each file says in comments what is wrong with it. What is told of it is held in
``told_of_unseen.txt``; after a change on purpose the file is written anew, to be read in the diff:
``CNNCHECK_RECORD=1 python -m pytest tests/diagnose/test_told_of_unseen.py -m exhaustive``.
"""

from __future__ import annotations

import os
import re
import warnings
from pathlib import Path

import pytest

from cnncheck.diagnose.diagnosis import diagnose

HERE = Path(__file__).parent
WRITTEN = HERE / "told_of_unseen.txt"
FILES = sorted(path for path in (HERE.parent / "faulty").glob("*/*.py"))
SOME = FILES[::10]


def _told(path, load_solution, observed):
    """The file's name, the ids of the faults that are named, and the sentence."""
    functions = re.findall(r"^# fault: (\w+):", path.read_text("utf-8"), re.M)
    code, lines = load_solution(path), []
    for function in dict.fromkeys(functions):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # wrong code may well divide by zero
            found = diagnose(function, observed(code, function), code.ask, shrink_seconds=0)
        told = "not caught" if found is None else found.sentence
        ids = " ".join(found.fault_ids) if found else ""
        lines.append(f"{path.parent.name}/{path.stem} [{ids}] {told}")
    return lines


def assert_told(paths, load_solution, observed):
    lines = [line for path in paths for line in _told(path, load_solution, observed)]
    if os.environ.get("CNNCHECK_RECORD"):
        WRITTEN.write_text("\n".join(lines) + "\n", "utf-8")
    stems = {f"{path.parent.name}/{path.stem}" for path in paths}
    held = WRITTEN.read_text("utf-8").splitlines()
    assert lines == [line for line in held if line.partition(" ")[0] in stems]


def test_some_unseen_files_are_told_as_before(load_solution, observed):
    """Every tenth; the exhaustive run tells all."""
    assert_told(SOME, load_solution, observed)


@pytest.mark.exhaustive
def test_all_unseen_files_are_told_as_before(load_solution, observed):
    """No name is lost, and no sentence becomes another by chance."""
    assert_told(FILES, load_solution, observed)
