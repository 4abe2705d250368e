"""Layers of a course's own package of tensors, which find their gradients themselves.

Arrays are made tensors, the function is called with these, and a gradient is what `backward` of its
result leaves in the tensor that was given: ``X.grad``. So the code has to bring its tensors along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cnncheck.calls import Call, From, Step
from cnncheck.dialects.base import FORWARD
from cnncheck.dialects.course import Course
from cnncheck.dialects.turning import RESULTS
from cnncheck.operators import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.calls import Given, Places
    from cnncheck.dialects.signature import Signature
    from cnncheck.operators.problem import Problem

_NUMPY = (".numpy()", ".to_numpy()")
"""How a tensor's numbers are had."""


class Autodiff(Course):
    """One call forward, and one back for all gradients."""

    maker: ClassVar[str]
    """The function or class of the code that makes a tensor."""
    package: ClassVar[str]
    """What has it."""
    learning: ClassVar[Mapping[str, Given]] = {}
    """What it is told of a tensor whose gradient will be asked for."""

    def absent(self, function: str) -> str:
        """Say what to do where the code has no tensors."""
        if function != self.maker:
            return ""
        return (
            f"these layers compute with tensors; give the folder that holds all of {self.package}, "
            f"or install it and add --allow {self.package}"
        )

    def called(self, operator: str, pass_name: str) -> str:
        """Return the function, or what goes back through its result."""
        function = super().called(operator, pass_name)
        back = pass_name != FORWARD and (operator, pass_name) in self.signatures
        return f"{function}(...).backward" if back else function

    def result(self, operator: str, pass_name: str) -> str:
        """Return the gradient as it is found: ``weight.grad``."""
        if pass_name == FORWARD or (operator, FORWARD) not in self.signatures:
            return super().result(operator, pass_name)
        array = RESULTS.get(pass_name, "X")
        words = {ours: name for name, ours in self.signature(operator, FORWARD).arguments.items()}
        return f"{words.get(array, array).rstrip('=?')}.grad"

    def runs_forward(self, operator: str, pass_name: str) -> bool:
        """Say so of every backward pass."""
        return pass_name != FORWARD and (operator, pass_name) in self.signatures

    def tensor(self, value: Given) -> Given:
        """Return what a tensor is made of."""
        return value

    def call(self, problem: Problem) -> Call:
        """Make tensors, call the function, and go back where that is asked."""
        sig = self.signature(problem.operator, FORWARD)
        steps: list[Step] = []
        arguments: dict[str, Given] = {}
        for theirs, ours in sig.arguments.items():
            value = self.value(problem, ours)
            if ours in problem.arrays:
                arguments[theirs] = From(len(steps))
                steps.append(self._made(theirs.rstrip("="), value, self.learning))
            else:
                arguments[theirs] = value
        result = From(len(steps))
        steps.append(Step(problem.function, arguments, sig.function))
        if problem.pass_name == FORWARD:
            last, read = steps.pop(), _numbers(result)
        else:
            gradient = From(len(steps))
            steps.append(self._made("out_grad", self.value(problem, "out_grad"), {}))
            given = {"out_grad": gradient}
            last = Step(
                problem.function, given, f"{sig.function}(...).backward", result, "backward"
            )
            read = _gradient(problem.pass_name, sig)
        return Call(
            last.function,
            last.arguments,
            problem.nbytes,
            problem.hidden,
            before=tuple(steps),
            shown=last.shown,
            of=last.of,
            method=last.method,
            read=read,
            also=tuple(each for each in _gradients(problem, sig) if each != read),
        )

    def _made(self, name: str, value: Given, told: Mapping[str, Given]) -> Step:
        given = {name: self.tensor(value), **told}
        return Step(self.maker, given, self.maker)


def _numbers(of: From) -> Places:
    """Return where the numbers of a tensor are: what is an array already is understood."""
    return (*(From(of.step, (*of.path, each)) for each in _NUMPY), of)


def _gradient(pass_name: str, sig: Signature) -> Places:
    """Return where a gradient is: in the tensor whose it is."""
    array = "W" if pass_name == "backward_filter" else "X"
    arrays = [ours for ours in sig.arguments.values() if ours in ("X", "W")]
    return _numbers(From(arrays.index(array), (".grad",)))


def _gradients(problem: Problem, sig: Signature) -> list[Places]:
    """Return where all gradients are that one call gives."""
    if problem.pass_name == FORWARD:
        return []
    passes = OPERATORS[problem.operator].passes
    return [_gradient(each, sig) for each in passes if each not in (FORWARD, "backward_bias")]
