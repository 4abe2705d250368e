"""From options about code under test as they are typed to how it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnncheck.cases.sizes import parse_size
from cnncheck.errors import UsageError
from cnncheck.operators import FUNCTIONS
from cnncheck.options import SAID, Options, flag_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


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
    options = Options(**read, workers=workers)
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
        return dict(_assignment(flag, text) for text in typed)
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


def _assignment(flag: str, text: str) -> tuple[str, str]:
    function, equals, value = text.partition("=")
    if not (function and equals and value):
        raise UsageError(
            f"{flag} {text} is not of the form FUNCTION=NAME", f"write {flag} {FUNCTIONS[0]}=..."
        )
    if function not in FUNCTIONS:
        raise UsageError(
            f"{flag} {text}: there is no function {function}",
            f"choose among {', '.join(FUNCTIONS)}",
        )
    return function, value
