"""Which of the cases that were read are wanted, and what is overridden in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from cnncheck.operators.case import Tolerance
from cnncheck.operators.expected import Expectation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cnncheck.operators.case import Algorithm, Case


@dataclass(frozen=True, slots=True)
class Selection:
    """Filters of cases. An empty tuple lets everything through.

    Attributes
    ----------
    operators, passes, dtypes : tuple of str
        Any of these.
    tags : tuple of str
        Cases that carry any of these.
    cases : tuple of str
        A case's ``name``, ``name[variant]`` or id, or else a glob over the latter two, in which
        only ``*`` and ``?`` are wild: the brackets of a variant stand for themselves. A hidden
        case is found by the name that reports give it, too.
    seed : int, optional
        Replaces every case's own seed.
    """

    operators: tuple[str, ...] = ()
    passes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    dtypes: tuple[str, ...] = ()
    seed: int | None = None


class Selected(NamedTuple):
    """The cases to run, each with the passes to ask about, and how many passes were left out."""

    cases: list[Case]
    deselected: int


def select(
    cases: Sequence[Case], selection: Selection, algorithm: Algorithm | None = None
) -> Selected:
    """Narrow cases to those that are wanted.

    Parameters
    ----------
    cases : sequence of Case
    selection : Selection
    algorithm : str, optional
        Replaces every case's own tolerance by that algorithm's; what it cannot answer is left out.

    Returns
    -------
    Selected
        In the given order; ``deselected`` counts passes, since a pass is what is judged.
    """
    named = _named(cases, selection.cases)
    kept: list[Case] = []
    deselected = 0
    for case in cases:
        wanted = (named is None or case.id in named) and answered_by(case, algorithm)
        passes = _wanted_passes(case, selection) if wanted else ()
        deselected += len(case.passes) - len(passes)
        if passes:
            kept.append(_overridden(case.but(passes=passes), selection, algorithm))
    return Selected(kept, deselected)


def unmatched(cases: Iterable[Case], selection: Selection) -> tuple[str, ...]:
    """Return the words of a selection that fit no case at all, as ``--tag geometri``.

    They explain an empty selection, and a mistyped word among good ones.
    """
    cases = list(cases)
    present: dict[str, tuple[tuple[str, ...], set[str]]] = {
        "--operator": (selection.operators, {case.operator for case in cases}),
        "--pass": (selection.passes, {name for case in cases for name in case.passes}),
        "--tag": (selection.tags, {tag for case in cases for tag in case.tags}),
        "--dtype": (selection.dtypes, {str(case.dtype) for case in cases}),
    }
    missing = [
        f"{option} {word}"
        for option, (words, known) in present.items()
        for word in words
        if word not in known
    ]
    missing += [f"--case {word}" for word in selection.cases if not _matches(cases, word)]
    return tuple(missing)


def _wanted_passes(case: Case, selection: Selection) -> tuple[str, ...]:
    if selection.operators and case.operator not in selection.operators:
        return ()
    if selection.dtypes and case.dtype not in selection.dtypes:
        return ()
    if selection.tags and not set(selection.tags) & set(case.tags):
        return ()
    return tuple(name for name in case.passes if not selection.passes or name in selection.passes)


def _named(cases: Sequence[Case], words: tuple[str, ...]) -> set[str] | None:
    """Return the ids that ``--case`` names; None when it names none in particular."""
    if not words:
        return None
    return set().union(*(_matches(cases, word) for word in words))


def _matches(cases: Sequence[Case], word: str) -> set[str]:
    """Return the ids that one word names: exactly if any is named so, else as a glob.

    A label such as ``overlap[stride=1x1]`` would be a character class to `fnmatch`.
    """
    exact = {case.id for case in cases if word in _full_names(case)}
    exact = exact or {case.id for case in cases if word in (case.name, f"{case.file}::{case.name}")}
    if exact:
        return exact
    wild = {"*": ".*", "?": "."}
    pattern = re.compile("".join(wild.get(sign) or re.escape(sign) for sign in word), re.DOTALL)
    return {case.id for case in cases if any(map(pattern.fullmatch, _full_names(case)))}


def _full_names(case: Case) -> tuple[str, ...]:
    return (case.label, case.id, case.shown_label, case.shown_id)


def answered_by(case: Case, algorithm: Algorithm | None) -> bool:
    """Whether an algorithm can answer a case: Winograd and FFT spread a NaN over a whole map."""
    from cnncheck.operators.registry import OPERATORS

    multiplied = OPERATORS[case.operator].multiplies and case.fill == "nonfinite"
    return algorithm in (None, "direct") or not multiplied


def computed_by(case: Case, algorithm: Algorithm) -> Case:
    """Return the case with the tolerance of an algorithm in place of its own."""
    return replace(case, tolerance=Tolerance(algorithm))


def _overridden(case: Case, selection: Selection, algorithm: Algorithm | None) -> Case:
    if algorithm is not None:
        case = computed_by(case, algorithm)
    if selection.seed is None or selection.seed == case.seed:
        return case
    # another seed draws other values: of what was expected only the shape still holds
    shape = case.expect.shape if case.expect else None
    expect = Expectation(shape) if shape else None
    return replace(case, seed=selection.seed, expect=expect)
