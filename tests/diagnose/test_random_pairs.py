"""Two bugs at once, drawn from the catalogue: both are told, mostly."""

from __future__ import annotations

import random

import numpy as np
import pytest

from cnncheck.calls import Reply
from cnncheck.diagnose.diagnosis import diagnose
from cnncheck.dialects import NOTEBOOK
from cnncheck.faults.catalogue import faults_of
from cnncheck.faults.declaring.fault import Fault, FaultyImplementation
from cnncheck.faults.parts.ways import Way
from cnncheck.outcomes import Outcome

PAIRS, BOTH = 40, 34
FUNCTIONS = [each.function for each in NOTEBOOK.signatures.values()]


class Pair:
    """Code with two faults, which says what its signature has no words for."""

    def __init__(self, first, second, way):
        self.first, self.second = first, second
        fault = Fault(f"{first.id}+{second.id}", first.function, "", "", (way,))
        self._faulty = FaultyImplementation(fault)

    def ask(self, problem):
        if NOTEBOOK.cannot(problem.case, problem.pass_name):
            return Reply(None, Outcome.UNSUPPORTED, "its signature has none")
        return self._faulty.ask(problem)


def drawn(stream):
    """Return two faults at once, of which each shows beside the other."""
    while True:
        faults = [each for each in faults_of(stream.choice(FUNCTIONS)) if not each.option]
        first, second = stream.sample([each for each in faults if each.kind == "values"], 2)
        one, two = first.manners[:1], second.manners[:1]
        if all(isinstance(each, Way) for each in (*one, *two)):
            way = one[0].followed_by(two[0])
            if way is not None:
                return Pair(first, second, way)


def shows(pair, seen):
    """Whether there is a case in which the two are not what either is alone, nor right."""
    for each in seen:
        alone = [fault.reply(each.problem, {}).value for fault in (pair.first, pair.second)]
        got = each.reply.value
        if got is not None and not any(
            other is not None and np.array_equal(got, other, equal_nan=True)
            for other in (*alone, each.truth.astype(got.dtype))
        ):
            return True
    return False


def told_pairs(observed, seed, count=PAIRS):
    """Yield pairs of faults, and the ids that are told of them."""
    stream = random.Random(seed)
    while count:
        pair = drawn(stream)
        seen = observed(pair, pair.first.function)
        if shows(pair, [each for each in seen if each.reply.outcome.passed]):
            count -= 1
            found = diagnose(pair.first.function, seen, pair.ask, shrink_seconds=0)
            yield {pair.first.id, pair.second.id}, found


@pytest.mark.exhaustive
def test_of_random_pairs_of_faults_both_are_told(observed):
    """As the catalogue calls them, or another fault that gives the same answers beside the first."""
    told = [set(found.fault_ids) for _, found in told_pairs(observed, 0)]
    assert sum(len(each) == 2 for each in told) >= BOTH
