"""``--verify``: results are checked while they are timed, by random sums where there are any."""

import json

import jsonschema
import numpy as np
import pytest

from cnncheck.asking import questions
from cnncheck.asking.believed import Believed
from cnncheck.bench.bench_json import schema, to_json
from cnncheck.bench.bench_markdown import to_markdown
from cnncheck.bench.bench_table import to_text
from cnncheck.bench.checking import Checked
from cnncheck.bench.result import Verified
from cnncheck.bench.side import TimingFailedError
from cnncheck.bench.verifying import Verifying
from cnncheck.calls import Reply
from cnncheck.outcomes import Outcome

CASES = """
defaults: {fill: normal, seed: 3}
cases:
  - {name: conv, operator: conv2d, passes: [forward, backward_filter], input: [2, 3, 9, 8], filter: [8, 3, 3, 2], dtype: float32}
  - {name: pool, operator: max_pool2d, passes: [forward], input: [8, 8, 4, 4], window: 2, stride: 2}
"""


class Timed:
    """Answers with torch's own result, changed in the calls that a test names."""

    def __init__(self, right, change, when):
        self.right, self.change, self.when = right, change, when
        self.calls = 0

    def again(self):
        self.calls += 1
        wrong = self.when is None or self.calls in self.when
        return Reply(self.change(self.right.copy()) if wrong else self.right)


@pytest.fixture
def timed(cases, reference):
    """A function that checks five results to one of the questions, or of a silent side one."""

    def verify(change=lambda value: value, when=None, results=5, place=0):
        question = questions(cases(CASES))[place]
        checked = Checked(question, Believed(reference, yardstick=False))
        right = reference.submit(checked.problem, "yardstick").result()
        side, verifying = Timed(right, change, when), Verifying(checked)
        for _ in range(results):
            verifying.check(side.again())
        return verifying.verified(side)

    return verify


def off_by_one(value):
    value[-1, -1, -1, -1] += 1
    return value


@pytest.mark.parametrize("results", [5, 0])
def test_right_results_are_counted(timed, results):
    """All, or of a side that keeps them one more call's; in sums where there are any."""
    for place, sums in enumerate(("8 filters", "8 filters", "")):
        found = timed(results=results, place=place)
        assert (found.results, found.sums) == (results or 1, sums)
        assert 0 <= found.of_bound < 1


@pytest.mark.parametrize("when", [(3,), None])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_wrong_result_is_found_between_right_ones(timed, place, when):
    """Though the first and the last are right."""
    with pytest.raises(TimingFailedError, match="wrong when it was timed: 1 of") as caught:
        timed(off_by_one, when, place=place)
    assert caught.value.reply.outcome is Outcome.WRONG_VALUES


def test_what_a_side_keeps_is_checked_at_the_end(timed):
    """By asking it again."""
    with pytest.raises(TimingFailedError, match="random sums of 8 filters differ"):
        timed(lambda value: np.roll(value, 1, 1), results=0)


def test_reports_say_what_was_verified(make):
    """A column more, and a field; nothing of either without the option."""
    plain = make.report(make.measurement())
    found = make.report(make.measurement(verified=Verified(9, "64 filters", 0.03)))
    for text in (to_text(found), to_markdown(found)):
        assert "verified" in text
        assert "9, sums of 64 filters" in text
    assert "verified" not in to_text(plain) + to_markdown(plain)
    document = json.loads(to_json(found))
    jsonschema.validate(document, schema())
    said = {"results": 9, "sums": "64 filters", "of_bound": 0.03}
    assert document["measurements"][0]["verified"] == said
    assert json.loads(to_json(plain))["measurements"][0]["verified"] is None
