"""Recovered rules as faults, to be tried on all that was seen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.observing.findings import RECOVERED
from cnncheck.diagnose.questions.further import (
    Sizes,
    asked_of,
    case_of,
    fullest,
    is_padded,
    scattered_values,
)
from cnncheck.diagnose.recovering.products import products_of
from cnncheck.diagnose.recovering.seeking import rules_of
from cnncheck.diagnose.recovering.sentences import sentence_of
from cnncheck.diagnose.recovering.terms import probed_of, terms_of
from cnncheck.diagnose.small_problems.small import (
    Candidate,
    askable,
    candidate_of,
    problems_of,
    shapes_of,
    written,
)
from cnncheck.faults.declaring.fault import Fault, Named
from cnncheck.operators.axis import Axis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cnncheck.calls import Reply
    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.diagnose.recovering.rule import Rule
    from cnncheck.operators.problem import Problem

    Ask = Callable[[Problem], Reply]

HINT = "Write down for one element of the result which products it adds up, and compare."

MOST_QUESTIONS = 150
"""Elements of probed arrays that are asked about, of all problems together."""

MOST_EACH = 110
"""Those of one problem."""

MOST_LOOKED = 2
"""Problems whose terms are looked at in which no rule was found."""

FEW = 10
"""As how many questions a problem counts of which the first ones come back with nothing."""

MOST_TERMS = 20_000
"""Products of a problem that is asked about."""

TELLING = Sizes(2, 2, 3, h=Axis(6, 3, 2), w=Axis(12, 4, 3), d=Axis(3, 2), side=3)
PADDED = Sizes(2, 2, 3, Axis(3, 3, 2, 1, 1, 1), Axis(6, 4, 3, 1, 2, 2), Axis(3, 2), side=3)
"""Sizes of small problems in which most lengths are different, without padding and with it."""

SMALLER = replace(TELLING, w=Axis(6, 2, 3)), replace(PADDED, w=Axis(4, 2, 3, 1, 2, 2))
"""The same for volumes, which have more elements."""


def recovered(seen: Sequence[Observation], function: str, ask: Ask) -> list[Named]:
    """Return what a linear function computes as faults, one for each rule that may be meant.

    Parameters
    ----------
    seen : sequence of Observation
        Of one function, some of which failed.
    function : str
    ask : callable
        Puts a problem to the implementation.
    """
    left, looked = MOST_QUESTIONS, 0
    for problem in _problems(seen):
        size = problem.arrays[probed_of(problem)].size
        if size > min(left, MOST_EACH) or problem.terms > MOST_TERMS:
            continue
        if asked_of(problem, ask).passed:
            continue
        terms = terms_of(problem, ask)
        left -= size if terms is not None else FEW
        if terms is None:
            continue
        products = products_of(problem)
        if rules := rules_of(terms, products, twice=not looked):
            told: dict[str, Rule] = {}
            for rule in rules:
                told.setdefault(sentence_of(rule, products), rule)
            return [_named(*each, function) for each in enumerate(told.items())]
        looked += 1
        if looked == MOST_LOOKED:
            break
    return []


def _named(number: int, told: tuple[str, Rule], function: str) -> Named:
    sentence, rule = told
    its = f"{function}{RECOVERED}-{number}"
    return Named(Fault(its, function, sentence, HINT, (rule.answer,)), 0, 0)


def _is_shaped(seen: Observation) -> bool:
    value = seen.reply.value
    return value is not None and value.shape == seen.truth.shape


def _problems(seen: Sequence[Observation]) -> Iterator[Problem]:
    """Yield small and telling problems, with the options of what failed; then what failed itself."""
    failing = [each for each in seen if not each.passed and each.is_finite]
    if not failing or not failing[0].problem.linear or failing[0].problem.picks:
        return
    full = fullest(failing)
    plain = any(not each.problem.case.unusual for each in failing)
    unpadded, padded = SMALLER if len(full.windows.axes) > 2 else (TELLING, PADDED)
    for sizes in (padded, unpadded) if is_padded(full) else (unpadded,):
        like = None if plain else full.case
        case = case_of(full.operator, full.pass_name, is_padded(full), sizes, like)
        if askable(case):
            values = scattered_values(shapes_of(case), np.random.RandomState(1))
            yield next(problems_of(written(Candidate(case, values))))
    shaped = [each for each in failing if _is_shaped(each)]
    for each in sorted(shaped, key=lambda each: -each.size):
        yield next(problems_of(written(candidate_of(each.problem))))
