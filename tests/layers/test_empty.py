"""A batch without images: three opinions on every layer."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnncheck.dialects.choosing import EVERYTHING
from cnncheck.fuzzing.strategies import cases_of
from cnncheck.implementations import builtin
from cnncheck.implementations.base import BUILTIN
from cnncheck.implementations.inprocess import InProcess
from cnncheck.operators import OPERATORS
from cnncheck.references.definition import DefinitionReference

LAYERS = InProcess(BUILTIN, builtin.FUNCTIONS, choice=EVERYTHING)


def emptied(case):
    """Return a case with all of its images taken away."""
    shape = case.out_grad.shape
    given = replace(case.out_grad, shape=shape and (0, *shape[1:]))
    return case.but(input=(0, *case.input[1:]), out_grad=given, unbatched=False)


@pytest.mark.parametrize("operator", OPERATORS)
def test_all_agree_on_no_images(operator, remembering):
    """Outputs have no images, gradients of filters are zeros; torch and the definition say so too."""
    said = (remembering, DefinitionReference())

    @settings(max_examples=6, deadline=None, database=None, suppress_health_check=[*HealthCheck])
    @given(cases_of(operator).map(emptied), st.data())
    def agree(case, data):
        assert case.empty
        pass_name = data.draw(st.sampled_from(case.passes))
        for problem in EVERYTHING.dialect.problems(case, pass_name):
            reply = LAYERS.ask(problem)
            assert reply.outcome.passed, (case, reply.message)
            assert reply.value.dtype == problem.dtype
            values = [reply.value, *(each.answer(problem).value for each in said)]
            assert [each.shape for each in values] == [problem.out_shape] * 3
            assert not any(each.any() for each in values)

    agree()
