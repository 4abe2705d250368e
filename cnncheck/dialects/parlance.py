"""What people call functions, their arguments, and what comes back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Self

from cnncheck.dialects.turning import alone, turned
from cnncheck.operators import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cnncheck.calls import Given
    from cnncheck.dialects.signature import Signature
    from cnncheck.operators.problem import Problem

FORWARD = "forward"
CACHE = "the cache of the forward pass"
"""What an argument of a backward pass is, where the forward pass runs first and returns it."""


_MADE_OUT = {"_known_beside", "_known_words"}
"""What is kept of the signatures of a dialect."""


class Parlance(ABC):
    """The words of a dialect, which follow from its signatures."""

    signatures: ClassVar[Mapping[tuple[str, str], Signature]] = {}
    """By operator and pass, where they are not the operator's own."""
    axes: ClassVar[Mapping[str, tuple[int, ...]]] = {}
    """By name of an array, as problems call it, the order of its axes; the usual one is left out."""
    results: ClassVar[Mapping[tuple[str, str], str]] = {}
    """By operator and pass, what people call the result."""

    def __copy__(self) -> Self:
        """Return the same dialect, to be changed: what was made out of the signatures is left out."""
        made = object.__new__(type(self))
        kept = {name: each for name, each in vars(self).items() if name not in _MADE_OUT}
        vars(made).update(kept)
        return made

    @abstractmethod
    def signature(self, operator: str, pass_name: str) -> Signature:
        """Return how the function of a pass is written."""

    @abstractmethod
    def value(self, problem: Problem, argument: str) -> Given:
        """Return an argument as it is handed over."""

    def names(self) -> dict[str, str]:
        """Return what people call the functions, by what operators do, where that differs."""
        return {
            ours: theirs
            for operator in OPERATORS.values()
            for pass_name, ours in operator.functions.items()
            if (theirs := self.signature(operator.name, pass_name).function) != ours
        }

    def called(self, operator: str, pass_name: str) -> str:
        """Return what people call the function of a pass."""
        return self.signature(operator, pass_name).function

    def title(self, function: str) -> str:
        """Return what a line about a function begins with, by what operators call it.

        One name may be for several passes, and of several operators: ``dx of conv_backward_naive``.
        """
        every = [(name, each) for name, its in OPERATORS.items() for each in its.passes]
        asked = next(each for each in every if OPERATORS[each[0]].functions[each[1]] == function)
        called = self.called(*asked)
        alike = [each for each in self.signatures if self.called(*each) == called]
        if sum(operator == asked[0] for operator, _ in alike) > 1:
            called = f"{self.result(*asked)} of {called}"
        several = any(operator != asked[0] for operator, _ in alike)
        return f"{called} ({asked[0]})" if several else called

    def words(self, problem: Problem) -> dict[str, str]:
        """Return what people call a problem's arguments, by what it calls them itself."""
        asked = (problem.operator, problem.pass_name)
        known = self._known_words.get(asked)
        if known is None:
            names = self.signature(*asked).arguments
            if CACHE in names.values():
                names = {**self.signature(problem.operator, FORWARD).arguments, **names}
            known = {ours: theirs.rstrip("=?") for theirs, ours in names.items()}
            self._known_words[asked] = known
        return known

    @cached_property
    def _known_words(self) -> dict[tuple[str, str], dict[str, str]]:
        return {}

    def arguments(self, problem: Problem) -> Iterator[tuple[str, object]]:
        """Yield what a problem is given, as people call it and order its axes."""
        names = self.signature(problem.operator, problem.pass_name).arguments
        if CACHE in names.values():
            names = {**names, **self.signature(problem.operator, FORWARD).arguments}
        unusual = {each.name for each in problem.case.unusual}
        for theirs, ours in names.items():
            word, array = theirs.rstrip("=?"), problem.arrays.get(ours)
            if array is not None:
                yield word, turned(alone(problem, ours, array), self.axes.get(ours, ()))
            elif ours not in (CACHE, "b") and (theirs[-1:] != "?" or ours in unusual):
                value = self.value(problem, ours)
                yield from ((word, value),) * isinstance(value, (int, str, tuple, dict))

    def result(self, operator: str, pass_name: str) -> str:
        """Return what people call the result of a pass."""
        return self.results.get((operator, pass_name), _RESULT.get(pass_name, "dX"))

    def named(self, problem: Problem) -> str:
        """Return what people call the answer to a problem: ``dx of conv_backward_naive``."""
        operator, pass_name = problem.operator, problem.pass_name
        return f"{self.result(operator, pass_name)} of {self.called(operator, pass_name)}"

    def word(self, problem: Problem, argument: str) -> str:
        """Return what people call an argument of a problem, for messages."""
        return self.words(problem).get(argument, argument)


_RESULT = {"forward": "out", "backward_filter": "dW", "backward_bias": "db"}
