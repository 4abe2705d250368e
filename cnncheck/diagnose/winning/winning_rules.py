"""Recovering what a wrong maximum pooling does, and saying it of all that was asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from cnncheck.calls import Reply
from cnncheck.diagnose.observing.findings import RECOVERED
from cnncheck.diagnose.observing.matching import agrees
from cnncheck.diagnose.winning.asked_values import UNSIGNED
from cnncheck.diagnose.winning.choosing import EVERY
from cnncheck.diagnose.winning.counting_windows import counted
from cnncheck.diagnose.winning.equal_maxima import STARTS, TIES
from cnncheck.diagnose.winning.fitting_back import fitting_back
from cnncheck.diagnose.winning.fitting_forth import fitting_forth
from cnncheck.diagnose.winning.passing_on import MEETS
from cnncheck.diagnose.winning.pooling_rules import Back, Forth
from cnncheck.diagnose.winning.told_rules import sentence_of
from cnncheck.diagnose.winning.tracing import (
    backward_traces,
    forward_traces,
    is_pooled,
    telling_most,
)
from cnncheck.faults.declaring.fault import Fault, Named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.operators.problem import Array, Problem

    Ask = Callable[[Problem], Reply]
    Rule = Back | Forth


def recovered(seen: Sequence[Observation], ask: Ask) -> list[Rule]:
    """Return the ways of pooling that explain every failure with numbers alone, the plainest ones.

    Parameters
    ----------
    seen : sequence of Observation
        Of one pass, some of which failed.
    ask : callable
        Puts a problem to the implementation.
    """
    failing = [each for each in seen if not each.passed and each.is_finite]
    shaped = [each for each in failing if _is_shaped(each)]
    small = sorted(failing, key=lambda each: each.size)
    apart = {each.problem.case.id: each.problem for each in shaped}
    trying = _Trying(small)
    for problem in telling_most([*apart.values()])[:MOST_TRACED]:
        if rules := _traced(problem, shaped, ask):
            return next(filter(None, map(trying.held, rules)), [])
    return []


def _traced(problem: Problem, shaped: Sequence[Observation], ask: Ask) -> list[Rule]:
    """Return the ways of pooling that agree with what one problem shows."""
    if problem.pass_name != "forward":
        traces = backward_traces(problem, ask)
        return [*fitting_back(traces)] if traces else []
    traces = forward_traces(problem, ask)
    if not traces:
        return []
    values = [(each.problem.windows.axes, each.reply.value) for each in shaped]
    shapes = [(axes, value.shape[2:]) for axes, value in values if value is not None]
    rules = [
        replace(rule, counts=counts if any(counts) else ())
        for rule in fitting_forth(traces)
        for counts in product(*counted(shapes))
    ]
    return sorted((e for e in rules if e.deviations), key=lambda each: each.deviations)


def _is_shaped(seen: Observation) -> bool:
    value = seen.reply.value
    if value is None:
        return False
    return (
        is_pooled(seen.problem, value)
        if seen.problem.pass_name == "forward"
        else value.shape == seen.truth.shape
    )


MOST_TRACED = 2
"""Problems that are traced at most, one after the other."""


@dataclass(slots=True, eq=False)
class _Trying:
    """Failures that rules are tried on, while there are answers left to compute.

    Attributes
    ----------
    failing : sequence of Observation
        The smallest first.
    left : int
        Answers that may still be computed.
    """

    failing: Sequence[Observation]
    left: int = 1200

    def held(self, rule: Rule) -> list[Rule]:
        """Return the variants of a rule that explain everything, the plainest ones."""
        small = self.failing[:SMALL]
        against = [each for each in small if self.left > 0 and not self._agrees(rule, each)]
        doubtful = [*against[:2], *against[-2:], *self.failing]
        found: list[Rule] = []
        for each in sorted(_variants(rule), key=lambda each: each.deviations):
            if self.left <= 0 or (found and each.deviations > found[0].deviations):
                break
            if each.deviations and all(self._agrees(each, seen) for seen in doubtful):
                found.append(each)
        return found

    def _agrees(self, rule: Rule, seen: Observation) -> bool:
        self.left -= 1
        return _agrees(rule, seen)


SMALL = 25
"""Observations among which those are looked for that a rule does not explain."""


def _variants(rule: Rule) -> Iterator[Rule]:
    edged = tuple(form.at_edge() for form in rule.forms)
    if edged != rule.forms:
        yield replace(rule, forms=edged)
    if isinstance(rule, Forth):
        yield rule
        # Of positive numbers it makes no difference.
        yield from (replace(rule, make=make) for make in UNSIGNED if not rule.make)
        return
    yield rule
    ties = [replace(rule, ties=number) for number in range(1, len(TIES)) if rule.key != EVERY]
    starts = [replace(rule, start=number) for number in range(1, len(STARTS))]
    meets = [replace(rule, meet=number) for number in range(1, len(MEETS))]
    yield from (*ties, *starts, *meets)
    yield from (replace(one, start=two.start) for one in ties for two in starts)
    yield from (replace(one, meet=two.meet) for one in (*ties, *starts) for two in meets)


def _agrees(rule: Rule, seen: Observation) -> bool:
    value, answer = seen.reply.value, rule.answer(seen.problem)
    if value is None or answer is None:
        return value is answer
    return agrees(Reply(answer.astype(value.dtype)), seen)


def recovered_pooling(seen: Sequence[Observation], function: str, ask: Ask) -> list[Named]:
    """Return what a maximum pooling computes as faults, one for each rule that may be meant.

    Parameters
    ----------
    seen : sequence of Observation
        Of one function, some of which failed.
    function : str
    ask : callable
        Puts a problem to the implementation.
    """
    if not seen or not is_maximum(seen[0].problem):
        return []
    told: dict[str, Rule] = {}
    for rule in recovered(seen, ask):
        told.setdefault(sentence_of(rule, seen[0].problem), rule)
    return [_named(*each, function) for each in enumerate(told.items())]


def is_maximum(problem: Problem) -> bool:
    """Whether windows take one of their values, or send a gradient to it."""
    moves = problem.pass_name == "forward" and not problem.linear and not problem.depth
    return problem.picks or (moves and bool(problem.windows.kernel))


def _named(number: int, told: tuple[str, Rule], function: str) -> Named:
    sentence, rule = told

    def manner(asked: Problem) -> Array:
        answer = rule.answer(asked)
        if answer is None:
            raise IndexError("index is out of bounds")
        return answer

    its = f"{function}{RECOVERED}-{number}"
    return Named(Fault(its, function, sentence, HINT, (manner,)), 0, 0)


HINT = "Write down for one window which pixels it reads, which of them wins, and compare."
