"""Which of many ways of answering the same problems come to the same, with few of them made out."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnncheck.operators.problem import Problem


class Answers:
    """What one way answers to problems; made out as far as it has to be known.

    Parameters
    ----------
    answer : callable
        Answers one of them, in words that are the same for the same answer.
    asked : sequence of Problem
        At least one, and the same for all that are compared.
    """

    def __init__(self, answer: Callable[[Problem], str], asked: Sequence[Problem]) -> None:
        self._coming = map(answer, asked)
        self._made: list[str] = []
        self._count = len(asked)

    def at(self, number: int) -> str:
        """Return the answer to the problem of that number."""
        self._made += islice(self._coming, max(number + 1 - len(self._made), 0))
        return self._made[number]

    def are(self, other: Answers) -> bool:
        """Whether another way answers all the same; known as soon as one is not."""
        return all(self.at(number) == other.at(number) for number in range(self._count))


class Known:
    """Ways that answer differently. Most are told apart by what they answer to the first problem."""

    def __init__(self) -> None:
        self._by_first: defaultdict[str, list[Answers]] = defaultdict(list)

    def is_new(self, its: Answers) -> bool:
        """Whether no way that is known answers all the same; it is known from now on."""
        alike = self._by_first[its.at(0)]
        if any(its.are(other) for other in alike):
            return False
        alike.append(its)
        return True
