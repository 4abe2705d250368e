"""Which arguments a function takes as one number for all axes, or as a pair: found out by asking it.

Where PyTorch takes a number or a pair, people often write code for one of them alone, and nothing in
a signature says so: ``stride=1`` is the default of both.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from cnncheck.operators import OPERATORS
from cnncheck.operators.case import Case
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from cnncheck.calls import Call, Given, Reply
    from cnncheck.dialects.base import Dialect
    from cnncheck.operators.parameter import Value
    from cnncheck.operators.problem import Problem

    Numbers = Mapping[tuple[str, str], frozenset[str]]

IMAGES = 2
"""The rank of images."""
_LENGTH = 9
"""Rows and columns of the image that is asked about."""
_LARGER = ("stride", "dilation", "window", "output_size")
"""Parameters that say something only above 1."""


def heard_numbers(
    dialect: Dialect, functions: frozenset[str], ask: Callable[[Call], Reply]
) -> Numbers:
    """Return the parameters that code takes as one number alone, by operator and pass.

    A pair of equal numbers is tried first: where that raises, and one number does not, it is the
    pair that is in the way, and not what is computed with it.

    Parameters
    ----------
    dialect : Dialect
    functions : frozenset of str
        What the code defines.
    ask : callable
        Makes one call of the code.
    """
    return _heard(dialect, functions, partial(_alone, ask=ask))


def heard_pairs(
    dialect: Dialect, functions: frozenset[str], ask: Callable[[Call], Reply]
) -> Numbers:
    """Return the parameters that code takes as a pair alone, by operator and pass.

    Of those that are one number where both are the same: where that raises, and a pair does not.
    """
    return _heard(dialect, functions, partial(_paired, ask=ask))


def _heard(
    dialect: Dialect,
    functions: frozenset[str],
    which: Callable[[Call, Mapping[str, tuple[int, ...]]], list[str]],
) -> Numbers:
    found: dict[tuple[str, str], frozenset[str]] = {}
    for key, sig in dialect.signatures.items():
        if sig.function in functions and (problem := _problem(dialect, *key)) is not None:
            call = dialect.call(problem)
            told = {
                f"{theirs.rstrip('?=')}{'=' * ('=' in theirs)}": ours
                for theirs, ours in sig.arguments.items()
            }
            pairs = dict(_pairs(problem, {name: told[name] for name in call.arguments}))
            if names := which(call, pairs):
                found[key] = frozenset(told[name] for name in names)
    return found


def _problem(dialect: Dialect, operator: str, pass_name: str) -> Problem | None:
    """Return a small problem in which all parameters say something; ``None`` where none is one."""
    its = OPERATORS[operator]
    told = {*dialect.signature(operator, pass_name).arguments.values()}
    known = [each for each in its.parameters if each.along_axes and each.name in told]
    parameters: dict[str, Value] = {
        each.name: (1 + (each.name in _LARGER),) * its.rank for each in known if not each.pads
    }
    parameters |= {each.name: (1,) * its.rank for each in known if each.pads and not each.negative}
    if not parameters:
        return None
    parameters |= {
        each.name: (2,) * len(each.entries) for each in its.parameters if each.kind == "shape"
    }
    image = (1, 2, *(_LENGTH,) * its.rank)
    case = Case("", "", operator, (pass_name,), image, parameters=parameters)
    return None if dialect.cannot(case, pass_name) else next(its.problems(case, pass_name))


def _pairs(problem: Problem, told: Mapping[str, str]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the arguments that stand for a number along each axis, with these numbers."""
    along = {each.name for each in problem.parameters if each.along_axes and not each.negative}
    for theirs, ours in told.items():
        value = problem.case.parameters.get(ours)
        if ours in along and isinstance(value, tuple):
            yield theirs, value


def _alone(
    call: Call, pairs: Mapping[str, tuple[int, ...]], ask: Callable[[Call], Reply]
) -> list[str]:
    """Return the arguments of which a pair raises, where one number for each does not."""

    def reply(names: Iterable[str]) -> Reply:
        given: dict[str, Given] = {name: pair[0] for name, pair in pairs.items()}
        given |= {name: pairs[name] for name in names}
        return ask(replace(call, arguments={**call.arguments, **given}))

    if not pairs or reply(pairs).outcome is not Outcome.RAISED or reply(()).value is None:
        return []
    return [name for name in pairs if reply([name]).outcome is Outcome.RAISED]


def _paired(
    call: Call, pairs: Mapping[str, tuple[int, ...]], ask: Callable[[Call], Reply]
) -> list[str]:
    """Return the arguments that are handed over as one number, where that raises and a pair does not."""
    short = {name: pair for name, pair in pairs.items() if isinstance(call.arguments[name], int)}
    if not short or ask(call).outcome is not Outcome.RAISED:
        return []
    longer = replace(call, arguments={**call.arguments, **short})
    return [] if ask(longer).outcome is Outcome.RAISED else [*short]


def heard_ranks(
    dialect: Dialect, functions: frozenset[str], ask: Callable[[Call], Reply]
) -> frozenset[tuple[str, str]]:
    """Return the operators and passes whose rank a function is not written for that stands for several.

    Where the smallest problem raises, and that of images does not, it takes images alone.
    """
    shared: dict[str, list[tuple[str, str]]] = {}
    for key, sig in dialect.signatures.items():
        if sig.function in functions and key[0] in OPERATORS:
            shared.setdefault(sig.function, []).append(key)
    found: set[tuple[str, str]] = set()
    for keys in shared.values():
        if len({OPERATORS[operator].rank for operator, _ in keys}) > 1:
            raised = {
                key for key in keys if ask(dialect.call(_smallest(*key))).outcome is Outcome.RAISED
            }
            if any(OPERATORS[key[0]].rank == IMAGES for key in {*keys} - raised):
                found |= raised
    return frozenset(found)


def _smallest(operator: str, pass_name: str) -> Problem:
    """Return a problem without options, with one pixel around an image where that is a number for each side."""
    its = OPERATORS[operator]
    around = {each.name: (1,) * its.rank for each in its.parameters if each.pads}
    case = Case("", "", operator, (pass_name,), (1, 1, *(3,) * its.rank), parameters=around)
    return next(its.problems(case, pass_name))
