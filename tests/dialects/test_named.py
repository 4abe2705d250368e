"""Every faulty file of the courses is told by name: the bug of each function that is wrong.

What is told is held in ``told_of_people.txt``, in the words of the code; after a change on purpose
it is written anew, to be read in the diff:
``CNNCHECK_RECORD=1 python -m pytest tests/dialects/test_named.py -m exhaustive``.
"""

import os
from pathlib import Path

import pytest

from cnncheck.api import Settings, opened, run_cases
from cnncheck.cases.loading import load_cases
from cnncheck.operators import OPERATORS
from cnncheck.outcomes import Outcome
from tests.dialects.conftest import asked

HERE = Path(__file__).parent
WRITTEN = HERE / "told_of_people.txt"
FAULTY = sorted((HERE / "people").glob("*/faulty/*.py"))
SAID_BY_THE_CALL = {
    "cs231n/no_cache",
    "deeplearning_ai/no_cache",
    "layer_classes/torch_no_gradient",
}
"""Files whose calls leave nothing to diagnose: their messages say what to return."""


def told(path):
    """What is said of each function of a file: whether by name, partly, or as it looks."""
    name = f"{path.parts[-3]}/{path.stem}"
    with opened(str(path)) as code:
        settings = Settings(reference="definition", shrink_seconds=0)
        report = run_cases(load_cases(asked(path), OPERATORS), code, settings)
        called = {
            its.name: code.dialect.called(operator.name, pass_name)
            for operator in OPERATORS.values()
            for pass_name, its in operator.passes.items()
        }
    for each in report.diagnoses:
        named = each.naming.known
        kind = "partly" if named and each.naming.rest else "named" if named else "described"
        yield f"{name} {kind}: {called[each.function]}: {each.sentence}"
    if not report.diagnoses:
        failed = [each.verdict for each in report.results if not each.verdict.outcome.passed]
        of_calls = (each for each in failed if each.outcome is Outcome.NOT_JUDGED)
        said = next((f"{each.message}; {each.hint}" for each in of_calls), "nothing")
        yield f"{name} said: {said}"


def check(paths):
    """Hold what is told of some files against what was written down."""
    lines = [line for path in paths for line in told(path)]
    if os.environ.get("CNNCHECK_RECORD"):
        WRITTEN.write_text("\n".join(lines) + "\n", "utf-8")
    names = {line.split()[0] for line in lines}
    held = [each for each in WRITTEN.read_text("utf-8").splitlines() if each.split()[0] in names]
    assert lines == held, "if it was meant to change, run .ci/written --all"


def test_some_files_are_told_by_name():
    """In the words that were written down."""
    check(FAULTY[::27])


@pytest.mark.exhaustive
def test_every_file_is_told_by_name():
    """In the words that were written down."""
    check(FAULTY)


def test_nothing_that_is_told_is_less_than_a_name():
    """Each function by a fault; where a call gives nothing to look at, by what it should return."""
    lines = WRITTEN.read_text("utf-8").splitlines()
    there = {f"{path.parts[-3]}/{path.stem}" for path in FAULTY}
    assert {line.split()[0] for line in lines} == there, "after a change run .ci/written --all"
    others = {line.split()[0]: line for line in lines if " named: " not in line}
    assert others.keys() == SAID_BY_THE_CALL
    for each in others.values():
        assert " returned " in each or " leaves " in each
        assert (
            "return both, as in `return out, cache`" in each or "; Return it, or keep it " in each
        )
