"""From options about code under test as they are typed to how it is opened."""

from __future__ import annotations

import difflib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cnncheck.cases.sizes import parse_size
from cnncheck.dialects import dialect_named
from cnncheck.errors import UsageError
from cnncheck.operators import FUNCTIONS, OPERATORS
from cnncheck.operators.places import dialect_places
from cnncheck.options import SAID, Options, flag_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence


def options_from(given: Mapping[str, Any], *, workers: int = 1, prefix: str = "--") -> Options:
    """Return how code under test is loaded, contained and judged.

    Parameters
    ----------
    given : mapping of str to value
        By the names of `Options`; a flag is a bool, and what may be given several times a list.
    workers : int
    prefix : str
        What stands before the options' names in messages.

    Raises
    ------
    UsageError
        When a value is not of its form, or two options exclude each other.
    """
    read = {name: _value(name, value, prefix + flag_of(name)) for name, value in given.items()}
    options = _spoken(Options(**read, workers=workers), f"{prefix}{flag_of('bind')}")
    if options.require_jail and not options.isolated:
        raise UsageError(
            f"{prefix}require-jail and {prefix}no-isolation exclude each other",
            "leave one of them out",
        )
    return options


def _value(name: str, typed: Any, flag: str) -> Any:
    if typed is None:
        return None
    if name == "bind":
        return dict(_assignment(flag, text, _known_to_dialects()) for text in typed)
    if name == "forbid":
        return _bans(typed, flag)
    if name == "allow":
        return tuple(dict.fromkeys(typed))
    if name == "memory":
        return parse_size(typed)
    if name == "isolated":
        return not typed
    return _checked(name, typed, flag)


def _checked(name: str, typed: Any, flag: str) -> Any:
    """Return a number, a flag or a word that may be said; an ini file has text for all of them."""
    said = SAID[name]
    if said.choices and typed not in said.choices:
        raise UsageError(f"{flag} {typed} is not known", f"choose among {', '.join(said.choices)}")
    if said.kind is str:
        return str(typed)
    if said.kind is bool:
        return typed
    try:
        number = said.kind(typed)
    except ValueError:
        number = None
    if number is None or not number >= (said.least or 0):
        raise UsageError(
            f"{flag} {typed} is not a number that is at least {said.least:g}",
            f"write {flag} {said.metavar}",
        )
    return number


def _bans(typed: Sequence[str], flag: str) -> dict[str, tuple[str, ...]]:
    bans: dict[str, tuple[str, ...]] = {}
    for function, name in (_assignment(flag, text) for text in typed):
        bans[function] = (*bans.get(function, ()), name)
    return bans


def _assignment(flag: str, text: str, others: Collection[str] = ()) -> tuple[str, str]:
    function, equals, value = text.partition("=")
    if not (function and equals and value):
        raise UsageError(
            f"{flag} {text} is not of the form FUNCTION=NAME", f"write {flag} {FUNCTIONS[0]}=..."
        )
    if function not in FUNCTIONS and function not in others:
        close = difflib.get_close_matches(function, [*FUNCTIONS, *others] if others else [], n=3)
        meant = f"did you mean {' or '.join(close)}?" if close else ""
        raise UsageError(
            f"{flag} {text}: there is no function {function}",
            meant or f"choose among {', '.join(FUNCTIONS)}",
        )
    return function, value


def _known_to_dialects() -> set[str]:
    """Return the names that dialects have for functions."""
    return {theirs for each in dialect_places() for _, theirs in _functions_of(each)}


def _functions_of(dialect: str) -> Iterator[tuple[str, str]]:
    """Yield what a function is asked for, and what the dialect calls it."""
    for (operator, pass_name), sig in dialect_named(dialect).signatures.items():
        if operator in OPERATORS:
            yield OPERATORS[operator].functions[pass_name], sig.function


def _spoken(options: Options, flag: str) -> Options:
    """Return options whose binds are of what is asked for, in the dialect that has their names.

    Raises
    ------
    UsageError
        When several dialects have the names, or none has all.
    """
    theirs = {*options.bind} - {*FUNCTIONS}
    if not theirs:
        return options
    having = [
        each
        for each in dialect_places()
        if options.dialect in (None, each)
        and theirs <= {function for _, function in _functions_of(each)}
    ]
    if len(having) != 1:
        names = " and ".join(sorted(theirs))
        of = f"of the dialects {' and '.join(having)}" if having else "of no dialect that is spoken"
        raise UsageError(f"{flag}: {names} is a name {of}", "say which it is with --dialect NAME")
    bind = {key: target for key, target in options.bind.items() if key in FUNCTIONS}
    for ours, function in _functions_of(having[0]):
        if function in theirs:
            bind[ours] = options.bind[function]
    return replace(options, bind=bind, dialect=having[0])
