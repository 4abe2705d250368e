"""What is made out of signatures once holds for these signatures alone."""

from copy import copy

from cnncheck.asking import questions
from cnncheck.cases.loading import load_text
from cnncheck.dialects.functional import FUNCTIONAL
from cnncheck.dialects.signature import Signature
from cnncheck.operators import OPERATORS

CASES = """
cases:
  - {name: c, operator: conv2d, passes: [forward], input: [1, 1, 3, 3], filter: [1, 1, 2, 2]}
"""


def test_a_changed_copy_has_words_of_its_own():
    (question,) = questions(load_text(CASES, "c.yaml", OPERATORS))
    problem = next(question.problems(FUNCTIONAL))
    usual = FUNCTIONAL.words(problem)
    its = copy(FUNCTIONAL)
    its.signatures = {("conv2d", "forward"): Signature("conv", {"images": "X", "kernels": "W"})}
    assert its.words(problem) == {"X": "images", "W": "kernels"}
    assert FUNCTIONAL.words(problem) == usual != its.words(problem)
