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
from cnncheck.operators import OPERATORS

HERE = Path(__file__).parent
WRITTEN = HERE / "told_of_unseen.txt"
FILES = sorted(path for path in (HERE.parent / "faulty").glob("*/*.py"))
SOME = FILES[::40]


def _told(path, load_solution, observed):
    """The file's name, the ids of the faults that are named, and the sentence, for each function."""
    text = path.read_text("utf-8")
    wrong, said = (re.findall(rf"^# {what}: ([\w.]+)", text, re.M) for what in ("fault", "dialect"))
    code, lines = load_solution(path, dialect=said[0] if said else None), []
    for function in _functions(dict.fromkeys(wrong), code.choice.dialect):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # wrong code may well divide by zero
            seen = observed(code, function)
            found = diagnose(
                function, seen, code.ask, shrink_seconds=0, dialect=code.choice.dialect
            )
        told = "not caught" if found is None else found.sentence
        ids = " ".join(found.fault_ids) if found else ""
        lines.append(f"{path.parent.name}/{path.stem} [{ids}] {told}")
    assert lines, path
    return _without_right(lines)


def _functions(wrong, dialect):
    """What the functions are called here; one of a dialect can be several, a pass each."""
    for operator, pass_name in dialect.signatures:
        if dialect.called(operator, pass_name) in wrong:
            yield OPERATORS[operator].functions[pass_name]


def _without_right(lines):
    """Of the passes of one function those that are right are no news, unless all of them are."""
    return [each for each in lines if not each.endswith("not caught")] or lines[:1]


def assert_told(paths, load_solution, observed):
    lines = [line for path in paths for line in _told(path, load_solution, observed)]
    if os.environ.get("CNNCHECK_RECORD"):
        WRITTEN.write_text("\n".join(lines) + "\n", "utf-8")
    stems = {f"{path.parent.name}/{path.stem}" for path in paths}
    held = WRITTEN.read_text("utf-8").splitlines()
    held = [line for line in held if line.partition(" ")[0] in stems]
    assert lines == held, "if it was meant to change, run .ci/written --all"


def test_some_unseen_files_are_told_as_before(load_solution, observed):
    """Every fortieth; the exhaustive run tells all."""
    assert_told(SOME, load_solution, observed)


@pytest.mark.exhaustive
def test_all_unseen_files_are_told_as_before(load_solution, observed):
    """No name is lost, and no sentence becomes another by chance."""
    assert_told(FILES, load_solution, observed)
