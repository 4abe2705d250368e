"""What is the same for all submissions that speak one dialect: what they are asked, and their verdicts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cnncheck.implementations.phrases import Phrases

if TYPE_CHECKING:
    from collections import Counter

    from cnncheck.asking import Question
    from cnncheck.compare.verdict import Verdict
    from cnncheck.dialects import Dialect

SMALL = 1 << 20
"""Bytes of a question that is small."""

MOST_VERDICTS = 1 << 15
"""Verdicts that are kept."""

KEPT_BYTES = 64 << 20
"""Bytes of arrays that are kept with them: of answers that nobody gives again there is no end."""


@dataclass(slots=True, eq=False)
class Spoken:
    """An exam in a dialect.

    Attributes
    ----------
    dialect : Dialect
    asked : tuple of Question
        What can be asked in it.
    unsaid : Counter
        How often what stands in the way of the others.
    phrases : Phrases
        How its problems are put.
    """

    dialect: Dialect
    asked: tuple[Question, ...]
    unsaid: Counter[str]
    phrases: Phrases = field(default_factory=Phrases)
    _small: dict[int, bool] = field(default_factory=dict)
    _verdicts: dict[tuple[str, str, bytes], Verdict] = field(default_factory=dict)
    _room: int = KEPT_BYTES

    def is_small(self, question: Question) -> bool:
        """Whether a question that is asked may be put together with others."""
        known = self._small.get(id(question))
        if known is None:
            known = self._small[id(question)] = question.memory <= SMALL
        return known

    def judged(self, question: Question, said: bytes | None) -> Verdict | None:
        """Return what was found of the very same answers, if any were judged."""
        return self._verdicts.get(_key(question, said)) if said else None

    def keep(self, question: Question, said: bytes | None, verdict: Verdict) -> None:
        """Remember what was found of answers, while there is room for it."""
        size = verdict.evidence.nbytes if verdict.evidence else 0
        if said and len(self._verdicts) < MOST_VERDICTS and size <= self._room:
            self._room -= size
            self._verdicts[_key(question, said)] = verdict


def _key(question: Question, said: bytes) -> tuple[str, str, bytes]:
    return question.case.id, question.pass_name, said
