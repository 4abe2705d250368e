"""The built-in layers held against PyTorch on whatever hypothesis draws, in every option there is."""

import hypothesis
import pytest

from cnncheck.fuzzing.strategies import cases_of
from cnncheck.implementations.base import BUILTIN
from cnncheck.implementations.opening import open_implementation
from cnncheck.operators import OPERATORS
from cnncheck.options import Options
from cnncheck.outcomes import Outcome

PROBLEMS = 2_000
COUNTS = pytest.mark.parametrize(
    "problems", [PROBLEMS // 100, pytest.param(PROBLEMS, marks=pytest.mark.exhaustive)]
)
UNFIT = (Outcome.UNTRUSTED,)
"""A single pixel, or nothing but NaN, tells nothing of whoever answers."""


def drawn(operator, count, seed=19):
    """Draw cases until there are as many as problems are wanted; each asks every pass twice."""
    cases = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        database=None,
        deadline=None,
        max_examples=count,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(cases_of(operator))
    def collect(case):
        cases.append(case)

    collect()
    return cases


@COUNTS
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # infinities meet
@pytest.mark.parametrize("operator", OPERATORS)
def test_the_built_in_layers_answer_as_torch_does(
    operator, problems, verdicts, record_property, capsys
):
    """Every pass of every drawn case, with fresh values each time, within its own bound."""
    cases = drawn(operator, problems)
    assert len(cases) >= problems * 0.9
    found = verdicts(cases, open_implementation(BUILTIN, Options(isolated=False)))
    told = {each.name for case in cases for each in case.unusual if not each.required}
    options = {each.name for each in OPERATORS[operator].parameters if not each.required}
    passed = [verdict for _, verdict in found if verdict.outcome.passed]
    with capsys.disabled():
        if problems == PROBLEMS:
            print(f"\n{operator}: {len(cases)} cases, {len(passed)} of {len(found)} passes agreed")
    record_property("cases", len(cases))
    wrong = [
        (question.case, question.pass_name, verdict.message)
        for question, verdict in found
        if not verdict.outcome.passed and verdict.outcome not in UNFIT
    ]
    assert wrong == []
    assert problems < PROBLEMS or (options <= told and len(passed) > len(found) / 2)
