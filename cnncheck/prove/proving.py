"""The proof of an implementation: every shape of some cases, function by function."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from itertools import chain, takewhile
from typing import TYPE_CHECKING

from cnncheck.prove.asking import Asked
from cnncheck.prove.coverage import Covered
from cnncheck.prove.misordering import smallest_misordered
from cnncheck.prove.numbers import on_numbers
from cnncheck.prove.picking import is_pick
from cnncheck.prove.points import Chance, key_of, sizes_of
from cnncheck.prove.proposing import proposed, searched
from cnncheck.prove.refuting import Refuting
from cnncheck.prove.result import FunctionProof, Proof, Status, Told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from cnncheck.implementations.base import Implementation
    from cnncheck.operators.case import Case
    from cnncheck.options import Options

REMEMBERS = "answers by what it was asked before: it is no function of its arguments"
UNCONFIRMED_ORDER = (
    "differs from the formula for values that can only be compared, and not in floating point"
)
UNCONFIRMED = (
    "differs from the formula in exact arithmetic alone, by no more than rounding: it has a "
    "constant such as 1/9, which floating point rounds, or takes another way for floats"
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of a proof.

    Attributes
    ----------
    seed : int
        Of the prime and all points.
    seconds : float
        How long to look for the smallest counterexample of each wrong function.
    shapes : int
        How many to propose besides those of the cases.
    check : callable
        Called with the implementation before it is asked anything.
    """

    seed: int
    seconds: float = 5.0
    shapes: int = 64
    check: Callable[[Implementation], None] = lambda implementation: None


def prove_cases(cases: Iterable[Case], source: str, options: Options, settings: Settings) -> Proof:
    """Prove source right for every shape of some cases, or find out why not.

    Parameters
    ----------
    cases : iterable of Case
    source : str
        A file, a folder, a notebook or a module.
    options : Options
    settings : Settings

    Raises
    ------
    UsageError
        When the source cannot be opened.
    """
    started = time.perf_counter()
    chance = Chance(settings.seed)
    with Asked.opened(source, options, chance) as asked:
        settings.check(asked.exact)
        functions = tuple(_function(asked, shapes, settings) for shapes in _shapes(cases).values())
        return Proof(
            asked.exact.name,
            asked.exact.isolation,
            chance.seed,
            chance.prime,
            functions,
            time.perf_counter() - started,
        )


def _shapes(cases: Iterable[Case]) -> Mapping[tuple[str, str], list[Case]]:
    """Return the shapes that are asked of each pass of each operator, each once."""
    found: dict[tuple[str, str], dict[object, Case]] = {}
    for case in cases:
        for pass_name in case.passes:
            sizes = sizes_of(case, pass_name)
            found.setdefault((case.operator, pass_name), {}).setdefault(key_of(sizes), sizes)
    return {key: list(shapes.values()) for key, shapes in found.items()}


def _function(asked: Asked, shapes: Sequence[Case], settings: Settings) -> FunctionProof:
    operator, (pass_name,) = shapes[0].operator, shapes[0].passes
    covered = Covered()
    told = [asked.told(case, covered) for case in shapes]
    found = {each.status for each in told}
    if Status.PROVED in found and found <= {Status.PROVED, Status.NOT_ASKED}:
        told += _more(asked, shapes, covered, settings)
    told = [
        on_numbers(asked, each) if each.status is Status.PROVED and not each.proposed else each
        for each in _refuted(asked, told, settings)
    ]
    return FunctionProof(
        asked.dialect.signature(operator, pass_name).function,
        operator,
        pass_name,
        tuple(told),
        lines=len(covered.lines),
        lines_taken=len(covered.seen),
        branches=len(covered.branches),
        branches_taken=covered.both,
        picks=is_pick(shapes[0]),
        lines_left=covered.lines_left,
        branches_left=covered.branches_left,
    )


def _more(
    asked: Asked, shapes: Sequence[Case], covered: Covered, settings: Settings
) -> Iterator[Told]:
    """Yield what is found of the shapes that the code suggests, up to one that is not proved.

    What the code refuses there is its own limitation: no case asks for it.
    """
    numbers = frozenset(covered.numbers)
    first = proposed(shapes, numbers, settings.shapes, settings.seed, asked.can)
    then = searched(shapes[0], numbers, settings.seed, asked.can, lambda: covered.taken)
    for case in chain(first, takewhile(lambda _: settings.shapes and not covered.complete, then)):
        told = asked.told(case, covered, proposed=True)
        if told.status in (Status.PROVED, Status.WRONG):
            yield told
        if told.status is Status.WRONG:
            return


def _refuted(asked: Asked, told: Sequence[Told], settings: Settings) -> Sequence[Told]:
    """Return what was found, with a counterexample for what is wrong; without one it is refused."""
    wrong = [each for each in told if each.status is Status.WRONG]
    if not wrong:
        return told
    case = wrong[0].case
    if is_pick(case):
        found = smallest_misordered(asked, case, settings.seconds)
    else:
        found = Refuting(asked, settings.seconds).smallest(case)
    message = "" if found else _why_not(asked, case)
    return [
        each
        if each.status is not Status.WRONG
        else replace(each, counterexample=found)
        if found
        else replace(each, status=Status.REFUSED, message=message)
        for each in told
    ]


def _why_not(asked: Asked, case: Case) -> str:
    """Say why what is wrong in exact arithmetic is not called so."""
    with Asked.opened(asked.source, asked.options, asked.chance) as anew:
        first = anew.told(case, Covered()).status
    if first is not Status.WRONG:
        return REMEMBERS
    return UNCONFIRMED_ORDER if is_pick(case) else UNCONFIRMED
