"""Which dialect some code is in: found by the names and the parameters of what it defines."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnncheck.dialects import LAYERS, NOTEBOOK, dialect_named
from cnncheck.dialects.layers_found import WITH_CLASSES, operator_of, why_none
from cnncheck.operators import FUNCTIONS, OPERATORS
from cnncheck.operators.places import dialect_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.dialects.base import Dialect, Fit, Signature
    from cnncheck.dialects.outline import Outline, Written

NEAR = 0.75
"""Likeness from which on a name suggests a dialect."""

_METHODS = {"forward", "backward", "pad", "conv"}
"""Names of functions that methods of anything have."""
_SHOWN = 3
"""Functions by which a dialect was known that are told."""
_MOST_FOUND = 10
"""Definitions that are told where none is known."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The dialect of some code.

    Attributes
    ----------
    dialect : Dialect
    why : str
        By what it was known; empty for the usual one.
    doubt : str
        Why none could be chosen; empty where one was.
    hint : str
        What was found, and what to do.
    fitting : frozenset of str
        Where there is a hint, what takes the like of a function of the usual dialect: only its
        name is another.
    """

    dialect: Dialect
    why: str = ""
    doubt: str = ""
    hint: str = ""
    fitting: frozenset[str] = frozenset()


USUAL = Choice(NOTEBOOK)
"""What is spoken where nobody says otherwise."""

EVERYTHING = Choice(LAYERS)
"""What the built-in layers speak, and who is asked problems and not calls."""


def named(name: str, outline: Outline, written: Dialect | None = None) -> Choice:
    """Return a dialect that a person has named or written, as the code speaks it."""
    dialect = written or dialect_named(name)
    fit = dialect.fit(outline)
    return Choice(
        fit.dialect if fit else dialect, "" if dialect is NOTEBOOK else "as --dialect says"
    )


def chosen(outline: Outline) -> Choice:
    """Return the dialect that most of a code's functions fit, the notebook's where it is one."""
    fits = [fit for each in _others() if (fit := each.fit(outline))]
    fits.sort(key=lambda fit: (fit.passes, fit.words), reverse=True)
    usual = _of_the_notebook(outline, fits)
    if usual and (not fits or usual >= fits[0].passes):
        return Choice(NOTEBOOK)
    if not fits and (choice := _by_bound_names(outline)):
        return choice
    if not fits:
        known = [*NOTEBOOK.signatures.values()]
        fitting = (e.name for e in outline.functions if any(sig.fits(e) for sig in known))
        return Choice(NOTEBOOK, hint=_found(outline), fitting=frozenset(fitting))
    best = [fit for fit in fits if (fit.passes, fit.words) == (fits[0].passes, fits[0].words)]
    if len(best) > 1:
        both = " and ".join(f"{fit.dialect.name} ({_told(fit)})" for fit in best)
        which = " or ".join(f"--dialect {fit.dialect.name}" for fit in best)
        return Choice(NOTEBOOK, doubt=f"fits two dialects equally, {both}", hint=f"say {which}")
    return Choice(best[0].dialect, f"it defines {_told(best[0])}")


def _by_bound_names(outline: Outline) -> Choice | None:
    """Return the dialect that has most names of what a call made, whose parameters nobody can read."""
    counts = {
        dialect: {sig.function for sig in dialect.signatures.values()} & outline.bound
        for dialect in (NOTEBOOK, *_others())
    }
    most = max(map(len, counts.values()))
    best = [each for each, names in counts.items() if most and len(names) == most]
    if len(best) != 1:
        return None
    if best == [NOTEBOOK]:
        return USUAL
    names = sorted(counts[best[0]])
    more = f" and {most - _SHOWN} more" if most > _SHOWN else ""
    return Choice(best[0], f"it makes {', '.join(names[:_SHOWN])}{more}")


def _others() -> Iterator[Dialect]:
    """Return what is chosen by itself: code in the notebook's names is the notebook's."""
    theirs = (NOTEBOOK.name, LAYERS.name)
    return (dialect_named(each) for each in dialect_places() if each not in theirs)


def _of_the_notebook(outline: Outline, fits: list[Fit]) -> int:
    """Count the notebook's functions, but those that fit another dialect better."""
    count = 0
    for operator in OPERATORS.values():
        for pass_name, function in operator.functions.items():
            for each in outline.functions_named(function):
                usual = NOTEBOOK.signature(operator.name, pass_name)
                # What the notebook has no function for is another's where it fits as well.
                least = usual.fits(each) + ((operator.name, pass_name) in NOTEBOOK.signatures)
                better = any(
                    sig.function == function and sig.fits(each) >= max(least, 1)
                    for fit in fits
                    for sig in fit.dialect.signatures.values()
                )
                count += not better
                break
    if count == 0 and not fits and not outline.names.isdisjoint(FUNCTIONS):
        return 1
    return count


def _told(fit: Fit) -> str:
    more = len(fit.told) - _SHOWN
    return ", ".join(fit.told[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _found(outline: Outline) -> str:
    """Say what code defines, which dialect that is like, and how to write one of one's own."""
    theirs = [*map(str, outline.functions), *(f"class {each.made}" for each in outline.classes)]
    theirs = [each for each in theirs if not each.removeprefix("class ").startswith("_")]
    if not theirs:
        return ""
    more = f", and {len(theirs) - _MOST_FOUND} more" if len(theirs) > _MOST_FOUND else ""
    said = [f"it has {', '.join(theirs[:_MOST_FOUND])}{more}"]
    name = "NAME"
    if hidden := _out_of_reach(outline):
        return "; ".join([*said, hidden])
    if unclear := [why for each in WITH_CLASSES if (why := why_none(outline, each))]:
        said.append(
            f"the dialect layer_classes does not understand {'; nor '.join(unclear)}; rename it, or "
            "write a dialect in Python: cnncheck guide signatures shows how"
        )
        return "; ".join(said)
    if near := _nearest(outline):
        written, dialect, sig = near
        said.append(f"{written} looks like {sig} of the dialect {dialect.name}")
        name = dialect.name if sig.fits(written) else name
    said.append(
        "say where a function is with --bind convolution2D=NAME, which dialect it is with "
        f"--dialect {name}, or write one of your own: cnncheck init dialect --impl FILE begins it, "
        "cnncheck guide signatures shows how; cnncheck init solution writes the notebook's six"
    )
    return "; ".join(said)


def _out_of_reach(outline: Outline) -> str:
    """Say what stands inside a class or a function and is asked for; empty where nothing does."""
    known = {*FUNCTIONS} | {
        sig.function
        for dialect in map(dialect_named, dialect_places())
        for sig in dialect.signatures.values()
    }
    for within, owner, name in outline.inside:
        if within == "class" and name in known - _METHODS and "." not in owner:
            return (
                f"{name} is a method of {owner}, and functions are looked for at the top of a file: "
                f"write `{name} = {owner}.{name}` below the class (of an object, where it has self)"
            )
        if name in known - _METHODS or (within == "def" and operator_of(name)):
            return (
                f"{name} is defined inside {owner}, where nobody can call it from outside: "
                "move it to the top of the file"
            )
    return ""


def _nearest(outline: Outline) -> tuple[Written, Dialect, Signature] | None:
    """Return the function that is most like one of a dialect, if any is."""
    alike = (
        (difflib.SequenceMatcher(None, sig.function, each.name.lower()).ratio(), each, dialect, sig)
        for dialect in map(dialect_named, dialect_places())
        for sig in {sig.function: sig for sig in dialect.signatures.values()}.values()
        for each in outline.functions
    )
    ratio, *best = max(alike, key=lambda found: found[0], default=(0.0, None, None, None))
    return tuple(best) if ratio >= NEAR else None  # type: ignore[return-value]
