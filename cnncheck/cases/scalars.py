"""Which unquoted words are numbers, truth values or nothing, and how values are shown.

YAML 1.1 reads ``3:6`` as 186, ``010`` as 8 and ``NO`` as false. Here an unquoted word is a number
only if every reader would take it for that number; all the rest is text.
"""

from __future__ import annotations

import re
from math import inf, isinf, nan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cnncheck.cases.nodes import Plain, Scalar

MAX_DIGITS = 18
"""Integers of more digits than this do not fit into 64 bits."""

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_WORDS: dict[str, Scalar] = {
    "": None,
    "~": None,
    "null": None,
    "true": True,
    "false": False,
    ".inf": inf,
    "+.inf": inf,
    "-.inf": -inf,
    ".nan": nan,
}
_SHOWN_TEXT = 40
_SHOWN_ENTRIES = 6
_SHOWN_DEPTH = 2


def plain_scalar(text: str) -> Scalar:
    """Return what an unquoted word means.

    Parameters
    ----------
    text : str
        The word as written.

    Raises
    ------
    ValueError
        If it is a number too large to be held; the message says what to write instead.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    if _INTEGER.fullmatch(text):
        if len(text) > MAX_DIGITS:
            raise ValueError("write it with a decimal point and an exponent, such as 1.5e30")
        return int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        if isinf(number):
            raise ValueError("write .inf if infinity is meant")
        return number
    return text


def number_hint(text: str) -> str | None:
    """Say what to write in place of a word that other YAML readers take for a number."""
    if re.fullmatch(r"[-+]?0+[0-9]+", text):
        return f"write {int(text)}, without the leading zero"
    if re.fullmatch(r"[-+]?0[xXoObB][0-9a-fA-F]+", text):
        return "write the number in decimal"
    if re.fullmatch(r"[-+]?[0-9][0-9_,]*", text) and len(text) <= MAX_DIGITS:
        digits = re.split("[_,]", text)
        if "_" in text or all(len(group) == 3 for group in digits[1:]):
            return f"write {int(text.replace('_', '').replace(',', ''))}"
    pair = re.fullmatch(r"\(?([0-9]{1,9})\s*[:x,×/ ]\s*([0-9]{1,9})\)?", text)
    if pair:
        return f"write [{int(pair[1])}, {int(pair[2])}]"
    return None


def show(value: Plain, depth: int = 0) -> str:
    """Write a value as YAML's short form would, shortened where it is long."""
    if isinstance(value, str):
        return repr(value if len(value) <= _SHOWN_TEXT else value[: _SHOWN_TEXT - 3] + "...")
    if isinstance(value, list | dict) and value and depth >= _SHOWN_DEPTH:
        return "[...]" if isinstance(value, list) else "{...}"
    if isinstance(value, list):
        return f"[{_inside([show(e, depth + 1) for e in value[:_SHOWN_ENTRIES]], len(value))}]"
    if isinstance(value, dict):
        first = list(value.items())[:_SHOWN_ENTRIES]
        parts = [f"{key}: {show(entry, depth + 1)}" for key, entry in first]
        return f"{{{_inside(parts, len(value))}}}"
    return show_scalar(value)


def show_scalar(value: float | bool | None) -> str:
    """Write a number, a truth value or nothing in YAML's words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and (isinf(value) or value != value):  # noqa: PLR0124
        return {"inf": ".inf", "-inf": "-.inf"}.get(str(value), ".nan")
    return repr(value)


def _inside(parts: list[str], total: int) -> str:
    return ", ".join(parts + ["..."] * (total > len(parts)))
