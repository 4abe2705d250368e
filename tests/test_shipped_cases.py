"""The shipped cases: they catch what is wrong and accuse nobody who is right."""

import warnings
from pathlib import Path

import pytest

from cnncheck.dialects import NOTEBOOK
from cnncheck.dialects.choosing import EVERYTHING
from cnncheck.implementations import builtin
from cnncheck.implementations.base import BUILTIN
from cnncheck.implementations.inprocess import InProcess
from cnncheck.outcomes import Outcome

HERE = Path(__file__).parent
FAULTY = sorted((HERE / "faulty").glob("*.py"))
ASSIGNMENT = [each.function for each in NOTEBOOK.signatures.values()]
RIGHT = [HERE / "solutions" / name for name in ("vectorised.py", "im2col.py", "dilated.py")]


def test_there_are_many_faulty_solutions():
    """An empty folder would make the next test pass."""
    assert len(FAULTY) >= 40


@pytest.mark.sample(4)
@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_every_faulty_solution_is_caught(path, shipped, load_solution, verdicts):
    """A wrong function fails at least one of its questions, for a reason of its own."""
    function = path.read_text(encoding="utf-8").split("# fault: ", 1)[1].split(":", 1)[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # wrong code may well divide by zero
        found = verdicts(shipped, load_solution(path), {function}, until_failure=True)
    outcome = found[-1][1].outcome
    assert outcome not in (Outcome.PASSED, Outcome.NOT_ASKED, Outcome.UNTRUSTED, Outcome.DISPUTED)


@pytest.mark.parametrize("path", RIGHT, ids=lambda path: path.stem)
def test_no_correct_solution_is_accused(path, shipped, load_solution, verdicts):
    """However it is written, a correct solution passes everything that it is asked."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # infinities meet in the non-finite cases
        found = verdicts(shipped, load_solution(path), ASSIGNMENT)
    asked = [(q, v) for q, v in found if not NOTEBOOK.cannot(q.case, q.pass_name)]
    assert len(asked) > 150
    assert [
        f"{q.case.id} {q.pass_name}: {v.message}" for q, v in asked if not v.outcome.passed
    ] == []


def test_the_built_in_layers_pass(shipped, verdicts):
    """cnncheck's own layers are right on everything that is shipped."""
    found = verdicts(shipped, InProcess(BUILTIN, builtin.FUNCTIONS, choice=EVERYTHING))
    assert len(found) > 150
    assert [
        f"{q.case.id} {q.pass_name}: {v.message}" for q, v in found if not v.outcome.passed
    ] == []
