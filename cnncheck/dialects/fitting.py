"""How well some code fits a dialect, and how the dialect is spoken in it."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.dialects.signature import Fit
from cnncheck.operators import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from cnncheck.dialects.base import Dialect
    from cnncheck.dialects.outline import Outline, Written
    from cnncheck.dialects.signature import Signature


def fitted(dialect: Dialect, outline: Outline) -> Fit | None:
    """Say how well code fits a dialect; ``None`` where none of it does."""
    telling = _telling(dialect, outline)
    fits = {
        key: (sig, words)
        for key, sig in dialect.signatures.items()
        for words in [max((_fits(dialect, sig, each) for each in _named(outline, sig)), default=0)]
        if key[0] in OPERATORS and words and (not telling or sig.function in telling)
    }
    if not fits:
        return None
    told = dict.fromkeys(str(_as_written(dialect, outline, sig)) for sig, _ in fits.values())
    return Fit(
        spoken(dialect, outline),
        len(fits),
        sum(words for _, words in fits.values()),
        tuple(told),
    )


def _named(outline: Outline, sig: Signature) -> list[Written]:
    return outline.functions_named(sig.function)


def _as_written(dialect: Dialect, outline: Outline, sig: Signature) -> Written:
    """Return the function that fits best, as the code has it."""
    return max(_named(outline, sig), key=lambda each: _fits(dialect, sig, each))


def _fits(dialect: Dialect, sig: Signature, written: Written) -> int:
    """Count the arguments that a function calls alike, of those that it cannot do without."""
    return replace(sig, arguments=_needed(dialect, sig, [written])).fits(written)


def _needed(dialect: Dialect, sig: Signature, written: list[Written]) -> dict[str, str]:
    """Return the arguments of a signature without those that no function takes.

    Optional parameters are left out only where what is left fits.
    """
    names = {name.lower() for each in written for name in each.parameters}
    if not written or any(each.open_ended for each in written):
        return dict(sig.arguments)
    taken = {name: name.rstrip("=?").lower() in names for name in sig.arguments}
    given = {name: sig.arguments[name] for name in taken if taken[name] or name[-1:] != "?"}
    fewer = {
        name: given[name] for name in given if taken[name] or given[name] not in dialect.optional
    }
    fits = any(replace(sig, arguments=fewer).fits(each) for each in written)
    return fewer if fits else given


def _telling(dialect: Dialect, outline: Outline) -> Collection[str]:
    """Return what functions tell in some code; a helper that has many a file does so alone."""
    public = {each for each in outline.names if not each.startswith("_")}
    alone = public and public <= {*dialect.telling_alone}
    return public if alone else dialect.telling


def spoken(dialect: Dialect, outline: Outline) -> Dialect:
    """Return a dialect as the functions of some code take it.

    Options are left out that they do not take, and what they take by name alone is so given.
    """
    told = dict(dialect.signatures)
    every = {(name, each) for name, its in OPERATORS.items() for each in its.passes}
    for key in every | dialect.signatures.keys():
        sig = dialect.signature(*key)
        arguments = _taken(dialect, sig, _named(outline, sig))
        if arguments != sig.arguments:
            told[key] = replace(sig, arguments=arguments)
    if told == dialect.signatures:
        return dialect
    its = copy(dialect)
    its.signatures = told  # type: ignore[misc]
    return its


def _taken(dialect: Dialect, sig: Signature, written: list[Written]) -> Mapping[str, str]:
    """Return the arguments of a signature that functions of its name take."""
    by_name = {name.lower(): f"{name}=" for each in written for name in each.named}
    needed = _needed(dialect, sig, written)
    fits = len(written) == 1 and _fits(dialect, sig, written[0]) > 0
    theirs = _by_position(needed, written[0]) if fits else {}
    return {theirs.get(name) or by_name.get(name.lower(), name): needed[name] for name in needed}


def _by_position(needed: Mapping[str, str], written: Written) -> dict[str, str]:
    """Return what code calls the arguments that it is handed by position, where by a name of its own.

    Where some stand in another order, nothing is taken for another name of them.
    """
    names = () if written.open_ended else written.parameters
    known = {name.rstrip("=?").lower() for name in needed}
    return {
        ours: theirs
        for ours, theirs in zip(needed, names, strict=False)
        if ours[-1:] not in "=?" and theirs.lower() not in known and ours.lower() not in names
    }
