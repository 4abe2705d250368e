"""What a function computes, where no faults of the catalogue say it: rules that were recovered from answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.diagnose.named.combining import Search, combined
from cnncheck.diagnose.named.evidence import Evidence
from cnncheck.diagnose.questions.further import fullest
from cnncheck.diagnose.questions.separating import separated
from cnncheck.diagnose.recovering.recovery import recovered
from cnncheck.diagnose.winning.winning_rules import recovered_pooling

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnncheck.calls import Reply
    from cnncheck.diagnose.named.combining import Explanation
    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.operators.problem import Problem

    Ask = Callable[[Problem], Reply]


MOST_TERMS = 300_000
"""Products of a problem in which it is looked whether a rule of them holds."""


def explained(
    seen: Sequence[Observation], function: str, ask: Ask | None = None
) -> Explanation | None:
    """Explain what no fault of the catalogue explains alone: by several, or by what is computed.

    Parameters
    ----------
    seen : sequence of Observation
        Of one function, where something came back; dtypes, inputs and memory are in order.
    function : str
    ask : callable, optional
        Puts a further problem to the implementation, where an answer decides.
    """
    found = combined(seen, function, ask)
    if ask is None or (found and not found.missed):
        return found
    again = by_rules(seen, function, ask)
    return again if again and (found is None or again.missed < found.missed) else found


def by_rules(seen: Sequence[Observation], function: str, ask: Ask) -> Explanation | None:
    """Explain by which pixels of windows win, and what becomes of them; or by the products that are added up."""
    ways = recovered_pooling(seen, function, ask)
    if not ways:
        seen = [each for each in seen if each.problem.terms <= MOST_TERMS]
        ways = recovered(seen, function, ask)
    return _Rules(Evidence(seen, function, ways), ask).found() if ways else None


class _Rules(Search):
    """A search among rules, each of which is put to the test."""

    def found(self) -> Explanation | None:
        """Return the plainest explanation."""
        evidence, ask = self._evidence, self._ask
        alike, whole = [], []
        for way in evidence.ways:
            if evidence.explains_alone(way, evidence.failing):
                alike.append(way)
                if evidence.explains_alone(way, evidence.passing):
                    whole.append(way)
        if len(whole) > 1 and ask:
            left = {id(each) for each in separated(whole, fullest(evidence.failing), ask)}
            whole = [way for way in whole if id(way) in left]
        if whole:
            its = next(filter(self._confirmed, whole), None)
            return self._explanation([its]) if its else None
        return self._conditional(alike) or self._twofold(alike)
