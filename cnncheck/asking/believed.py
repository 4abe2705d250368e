"""The reference, and its promises to answer."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from cnncheck.references import AsksAhead
from cnncheck.references.opinion import CONFIRMED, confirmed, has_second_opinion

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from cnncheck.operators.problem import Problem
    from cnncheck.references import Reference


class Believed:
    """The reference: asked at once where it can be, else when its answer is needed."""

    def __init__(self, reference: Callable[[], Reference] | AsksAhead, *, yardstick: bool) -> None:
        self._reference = reference
        self._submit = reference.submit if isinstance(reference, AsksAhead) else None
        self._yardstick = yardstick

    def promise(self, problem: Problem, *, first: bool) -> Promises:
        """Return what to call for each answer; called in the thread that needs it.

        The first draw of a question is confirmed by a second opinion, where there is one.
        """
        confirm = first and has_second_opinion(problem)
        if self._submit is not None:
            answer = self._submit(problem, CONFIRMED if confirm else "answer")
            yardstick = self._submit(problem, "yardstick") if self._yardstick else None
            return Promises(confirm, answer, yardstick)
        later = Later(lambda: self._made.yardstick(problem)) if self._yardstick else None
        return Promises(confirm, Later(lambda: self._answer(problem, confirm=confirm)), later)

    def _answer(self, problem: Problem, *, confirm: bool) -> Any:
        return confirmed(self._made, problem) if confirm else self._made.answer(problem)

    @cached_property
    def _made(self) -> Reference:
        assert not isinstance(self._reference, AsksAhead)
        return self._reference()


class Later:
    """What is called when its answer is needed; looks like a future."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self.result = call

    def done(self) -> bool:
        """Nothing is gained by waiting."""
        return True


class Promises(NamedTuple):
    """What the reference is going to say.

    Attributes
    ----------
    confirmed : bool
        Whether the answer comes with a second opinion.
    answer, yardstick : Future or Later
        The second only where it was wanted.
    """

    confirmed: bool
    answer: Future[Any] | Later
    yardstick: Future[Any] | Later | None
