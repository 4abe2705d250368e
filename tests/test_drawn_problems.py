"""The built-in layers held against PyTorch on whatever hypothesis draws, in every option there is."""

import hypothesis
import pytest

from cnncheck.asking import ask_all, questions
from cnncheck.compare import judge
from cnncheck.fuzzing.strategies import cases_of
from cnncheck.implementations.base import BUILTIN
from cnncheck.implementations.opening import open_implementation
from cnncheck.operators import OPERATORS
from cnncheck.options import Options
from cnncheck.outcomes import Outcome
from cnncheck.references.torch_reference import TorchReference

PROBLEMS = 2_000
COUNTS = pytest.mark.parametrize(
    "problems", [PROBLEMS // 100, pytest.param(PROBLEMS, marks=pytest.mark.exhaustive)]
)


def drawn(operator, count, seed=19):
    """Draw so many cases; each asks every pass twice."""
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
def test_the_built_in_layers_answer_as_torch_does(operator, problems, capsys):
    """Every pass of every drawn case, with fresh values each time, within its own bound."""
    cases = drawn(operator, problems)
    layers = open_implementation(BUILTIN, Options(isolated=False))
    agreed, unfit, wrong = 0, 0, []
    for question, answers in ask_all(questions(cases), layers, TorchReference):  # which keeps none
        verdict = judge(question.case, answers, brief=True)
        agreed += verdict.outcome.passed
        unfit += verdict.outcome is Outcome.UNTRUSTED  # one pixel, or nothing but NaN
        if not verdict.outcome.passed and verdict.outcome is not Outcome.UNTRUSTED:
            wrong.append((question.case, question.pass_name, verdict.message, verdict.figures))
    if problems == PROBLEMS:
        with capsys.disabled():
            told = f"{agreed} passes agree, {unfit} tell nothing, {len(wrong)} are wrong"
            print(f"\n{operator}: {len(cases)} cases, {told}")
    assert wrong == []
    if problems == PROBLEMS:
        used = {each.name for case in cases for each in case.unusual if not each.required}
        assert {each.name for each in OPERATORS[operator].parameters if not each.required} <= used
        assert len(cases) >= PROBLEMS
        assert agreed > unfit
