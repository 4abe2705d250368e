"""What stands in definitions, as far as that can be seen without parsing them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BEHIND = re.compile(r"^[^\s#)\]}]", re.M)
"""What stands behind a definition at the top of a file."""
_REMARK = re.compile(r"(\"{3}|'{3})[\s\S]*?\1|#.*")
_QUOTED = re.compile(r"['\"](\w+)['\"]")
_CALLED = re.compile(r"\b([A-Za-z_]\w*)\(")
_SET = re.compile(
    r"\bself\.(\w+)(?:\[['\"](\w+)['\"]\])?(?=[ \t]*(?:=(?!=)|,[^=\n]*=(?!=)|:[^=\n]*=))"
)
_HOLDS = re.compile(r"\bself\.(\w+)[ \t]*(?::[^=\n]*)?=[ \t]*(?:\{|dict\()")
"""A dictionary that is written out: ``self.params = {"W": W, "b": b}``."""
_KEYED = re.compile(r"\s*(?:['\"](\w+)['\"]\s*:|(\w+)\s*=)")
LONGEST = 4000
"""Characters of a list of parameters that are looked at."""


def body_of(text: str, start: int) -> str:
    """Return what a definition at the top of a file has behind its head, which ends there."""
    behind = _BEHIND.search(text, start)
    return text[start : behind.start() if behind else None]


def quoted_in(body: str) -> frozenset[str]:
    """Return the words in quotes, but those that only a docstring or a comment has."""
    return frozenset(_QUOTED.findall(_REMARK.sub("", body)))


def called_in(body: str) -> frozenset[str]:
    """Return the names of what may be called."""
    return frozenset(_CALLED.findall(body))


def attributes_in(body: str) -> frozenset[str]:
    """Return what a class sets in itself."""
    set_so = {f"{name}.{key}" if key else name for name, key in _SET.findall(body)}
    for found in _HOLDS.finditer(body):
        for part in parts_of(body[found.end() : found.end() + LONGEST]):
            if key := _KEYED.match(part):
                set_so.add(f"{found[1]}.{key[1] or key[2]}")
    return frozenset(set_so)


def parts_of(text: str) -> Iterator[str]:
    """Yield what stands between commas, up to the bracket that closes the list."""
    depth, first, quote, comment = 0, 0, "", False
    clean: list[str] = []
    for char in text:
        if comment:
            comment = char != "\n"
            continue
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char == "#":
            comment = True
            continue
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
            if depth < 0:
                yield "".join(clean[first:])
                return
        elif char == "," and depth == 0:
            yield "".join(clean[first:])
            clean.append(char)
            first = len(clean)
            continue
        clean.append(char)
