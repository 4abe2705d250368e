"""What a dialect says: names of functions, how a problem becomes a call, and words for arguments."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from cnncheck.calls import Call, From, Step
from cnncheck.dialects.fitting import fitted
from cnncheck.dialects.parlance import CACHE, FORWARD, Parlance
from cnncheck.dialects.signature import Fit, Lacking, Signature, word_for
from cnncheck.dialects.turning import RESULTS, alone, partial_gradient, turned
from cnncheck.dialects.wording import Words
from cnncheck.operators import DRAWS, OPERATORS
from cnncheck.operators.fill import laid_out

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from cnncheck.calls import Given, Reply
    from cnncheck.dialects.outline import Outline
    from cnncheck.operators.case import Case
    from cnncheck.operators.parameter import Parameter
    from cnncheck.operators.problem import Array, Problem

__all__ = [
    "CACHE",
    "FORWARD",
    "RESULTS",
    "Dialect",
    "Fit",
    "Lacking",
    "Signature",
    "partial_gradient",
    "turned",
]


class Dialect(Parlance):
    """A way of calling layers. Where it says nothing of a pass, the operator's own words hold."""

    name: ClassVar[str]
    about: ClassVar[str] = ""
    """Whose it is, in a few words."""
    telling: ClassVar[Collection[str]] = ()
    """Names of functions by which code in the dialect is known; all of them where none are given."""
    telling_alone: ClassVar[Collection[str]] = ()
    """Others, by which it is known where they are all that the code defines."""
    optional: ClassVar[Collection[str]] = ()
    """Parameters that code may do without, which is then asked only where they are usual."""
    takes_one: ClassVar[bool] = False
    """Whether an image may come without N, and then everything comes back without."""
    sided: ClassVar[bool] = False
    """Whether padding is told in pairs, before and behind, where it differs on the two sides."""
    meanings: ClassVar[Mapping[str, str]] = {}
    """By a fault's id, what it means in the dialect, where that is more than its own sentence."""
    helper: ClassVar[tuple[str, int]] = ("zero_padding", 2)
    """A function that others of the same code call, and the first axis that it pads."""

    # --- what code is in it ---------------------------------------------------------------------

    def fit(self, outline: Outline) -> Fit | None:
        """Say how well code fits; ``None`` where none of it does."""
        return fitted(self, outline)

    def heard(self, ask: Callable[[Call], Reply]) -> tuple[Dialect, str]:
        """Return the dialect as the code speaks it when it is asked, and what of it is unusual.

        Parameters
        ----------
        ask : callable
            Makes one call of the code.
        """
        return self, ""

    # --- how a problem is asked -----------------------------------------------------------------

    def signature(self, operator: str, pass_name: str) -> Signature:
        """Return how the function of a pass is written."""
        if (operator, pass_name) in self.signatures:
            return self.signatures[operator, pass_name]
        asked = OPERATORS[operator]
        rare = {each.name for each in asked.parameters if each.rare and not each.array}
        pairs = {each.name for each in asked.parameters if each.paired}
        names = [name for name in asked.arguments(pass_name) if name not in pairs]
        told = {f"{name}=?" if name in rare else name: name for name in names}
        return Signature(asked.passes[pass_name].name, told)

    def problems(self, case: Case, pass_name: str, draws: int = DRAWS) -> Iterator[Problem]:
        """Yield a pass's problems as they are asked, one for each draw."""
        return map(self.asked, OPERATORS[case.operator].problems(case, pass_name, draws))

    def asked(self, problem: Problem) -> Problem:
        """Return the problem that is asked instead, with the same answer in other words.

        The reference is asked the same.
        """
        return problem

    def cannot(self, case: Case, pass_name: str) -> str:
        """Say what of a pass of a case cannot be said; empty where all can.

        Most layers are without what is rare: a signature that does not tell it has no words for it.
        """
        if (case.operator, pass_name) not in self.signatures:
            return ""
        operator = OPERATORS[case.operator]
        its = operator.passes[pass_name]
        if its.option:  # it is about that alone
            return ""
        sig = self.signature(case.operator, pass_name)
        usual = type(self).signatures.get((case.operator, pass_name), sig)
        if lacks := self.lacks(case, pass_name):
            return lacks
        heard = {*operator.arguments(pass_name)} - {*its.arrays} | {*its.added}
        rare = (each for each in case.unusual if each.rare and (each.array or each.name) in heard)
        unsaid = next((each for each in rare if not self._tells(sig, each)), None)
        if unsaid is None:
            return ""
        word = word_for(unsaid)
        return Lacking(f"{word} of {sig.function}") if usual.tells(unsaid) else word

    def unsaid(self, case: Case, pass_name: str) -> str:
        """Return what `cannot` says, which is made out once for all draws of a case."""
        if case.unbatched and not self.takes_one:
            return "an image without N"
        return case.told_once(self, pass_name, partial(self.cannot, case, pass_name))

    def _tells(self, sig: Signature, parameter: Parameter) -> bool:
        pairs = self.sided and parameter.paired and parameter.follows in sig.arguments.values()
        return sig.tells(parameter) or pairs

    def lacks(self, case: Case, pass_name: str) -> str:
        """Say which optional parameter of a case the code does without; empty for none."""
        key = (case.operator, pass_name)
        sig = self.signature(*key)
        usual = type(self).signatures.get(key, sig)
        told = {*usual.arguments.values()} - {*sig.arguments.values()}
        unsaid = (each.name for each in case.unusual if each.name in told & {*self.optional})
        return next((Lacking(f"{name} of {sig.function}") for name in unsaid), "")

    def unsettled(self, problem: Problem) -> str:
        """Say what of a problem has several right answers in the dialect; empty where none."""
        return ""

    def call(self, problem: Problem) -> Call:
        """Turn a problem into a call; it is known by what the operator calls the function."""
        sig = self.signature(problem.operator, problem.pass_name)
        before = (self._step(problem, FORWARD),) if CACHE in sig.arguments.values() else ()
        last = self._step(problem, problem.pass_name)
        return Call(
            last.function,
            last.arguments,
            problem.nbytes,
            problem.hidden,
            before=before,
            shown=last.shown,
            read=sig.read(len(before)),
            results=sig.results,
            also=tuple(
                each.read(len(before)) for each in self._beside(problem.operator, problem.pass_name)
            ),
        )

    def _beside(self, operator: str, pass_name: str) -> tuple[Signature, ...]:
        """Return the signatures of other passes, which the same call answers."""
        if pass_name == FORWARD:
            return ()
        known = self._known_beside.get((operator, pass_name))
        if known is None:
            sig = self.signature(operator, pass_name)
            known = self._known_beside[operator, pass_name] = tuple(
                other
                for its, other in self.signatures.items()
                if its[0] == operator and its[1] != FORWARD and other.answer != sig.answer
                if (other.function, other.arguments) == (sig.function, sig.arguments)
            )
        return known

    @cached_property
    def _known_beside(self) -> dict[tuple[str, str], tuple[Signature, ...]]:
        return {}

    def _step(self, problem: Problem, pass_name: str) -> Step:
        sig = self.signature(problem.operator, pass_name)
        unusual = {*problem.arrays}
        for each in problem.case.unusual:
            unusual |= {each.name, each.follows} if each.paired else {each.name}
        arguments = {
            theirs.rstrip("?"): self.value(problem, ours)
            for theirs, ours in sig.arguments.items()
            if theirs[-1:] != "?" or ours in unusual
        }
        function = OPERATORS[problem.operator].functions[pass_name]
        return Step(function, arguments, sig.function if sig.function != function else "")

    def value(self, problem: Problem, argument: str) -> Given:
        """Return an argument as it is handed over."""
        if argument == CACHE:
            return From(0, (1,))
        value = problem.arguments.get(argument)
        if isinstance(value, np.ndarray):
            return self.laid(problem, argument, alone(problem, argument, value))
        for behind in problem.case.unusual if self.sided else ():
            if behind.paired and behind.follows == argument:
                return tuple(zip(value, problem.case.parameters[behind.name], strict=True))  # type: ignore[arg-type]
        # What most layers have the same along all axes is one number where it is.
        alike = OPERATORS[problem.operator].alike.get(argument)
        return alike.shortest(value) if alike else value

    def laid(self, problem: Problem, argument: str, array: Array) -> Array:
        """Return an array with its axes in the dialect's order, stored as the case says."""
        axes = self.axes.get(argument)
        return array if axes is None else laid_out(array.transpose(axes), problem.case.layout)

    def answer(self, problem: Problem, value: Array) -> Array:
        """Return an answer with all its axes, in the usual order."""
        if problem.comes_alone(problem.result):
            value = value[None]
        axes = self.order(problem)
        if -1 in axes:
            return turned(value, axes)
        if len(axes) != value.ndim:
            return value
        return value.transpose([axes.index(axis) for axis in range(value.ndim)])

    def order(self, problem: Problem) -> tuple[int, ...]:
        """Return the order of the answer's axes, empty for the usual one; -1 is one of length 1 besides."""
        return self.axes.get(RESULTS.get(problem.pass_name, "X"), ())

    def absent(self, function: str) -> str:
        """Say what to do where the code lacks a function that a call needs; empty for the usual."""
        return ""

    def runs_forward(self, operator: str, pass_name: str) -> bool:
        """Whether the forward pass runs first, and what it returns is handed over."""
        return CACHE in self.signature(operator, pass_name).arguments.values()

    def told(self, problem: Problem, sentence: str) -> str:
        """Return a sentence about a problem with arrays and indices as people write them."""
        return Words(self, problem).told(sentence)
