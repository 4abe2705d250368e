"""Two runs compared, result by result."""

import pytest

from cnncheck.compare.verdict import Verdict
from cnncheck.operators.case import Case
from cnncheck.outcomes import Outcome
from cnncheck.report.report import Environment, Report, Result
from cnncheck.running.changed_results import changes_between

ENVIRONMENT = Environment("0", "3", "2", "2", "Linux", 1)


@pytest.fixture
def run():
    """A function that makes a report of names, those with ``!`` failing, with ``?`` not asked."""

    def make(*names, implementation="a.py"):
        results = []
        for name in names:
            case = Case("f.yaml", name.strip("!?"), "zero_padding", ("forward",), (1, 1, 2, 2))
            outcome = {"!": Outcome.WRONG_VALUES, "?": Outcome.NOT_ASKED}.get(
                name[0], Outcome.PASSED
            )
            verdict = Verdict(outcome, "exact")
            results.append(Result(case, "forward", "zero_padding", implementation, verdict, ""))
        return Report(tuple(results), ((implementation, ""),), ENVIRONMENT, ())

    return make


def test_each_kind_of_change(run):
    """Fixed, broken, still failing, new and gone, each counted once."""
    before = run("kept", "!stays", "!mended", "spoilt", "removed", "!given-up")
    after = run("kept", "!stays", "mended", "!spoilt", "added", "!added-wrong")
    changes = changes_between(before, after)
    assert [result.case.name for result in changes.fixed] == ["mended"]
    assert [result.case.name for result in changes.broken] == ["spoilt", "added-wrong"]
    assert (changes.still_failing, changes.new, changes.gone) == (1, 2, 2)


def test_what_is_defined_later_is_new(run):
    """A function that was not there was not asked; and one that is taken out is not any more."""
    changes = changes_between(run("a", "?b", "c"), run("a", "b", "?c"))
    assert (changes.fixed, changes.broken) == ((), ())
    assert (changes.still_failing, changes.new, changes.gone) == (0, 1, 1)


def test_no_change(run):
    """All counts are zero."""
    changes = changes_between(run("a", "b"), run("a", "b"))
    assert (changes.fixed, changes.broken) == ((), ())
    assert (changes.still_failing, changes.new, changes.gone) == (0, 0, 0)


def test_implementations_are_told_apart(run):
    """The same case of another implementation is another result."""
    changes = changes_between(run("!a"), run("a", implementation="b.py"))
    assert (changes.fixed, changes.broken, changes.new, changes.gone) == ((), (), 1, 1)
