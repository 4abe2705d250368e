"""What the YAML parser's complaints mean to a person, and what to write instead."""

from __future__ import annotations

import re
from typing import Any

from cnncheck.cases.nodes import Faults, Mark

_QUOTES = "put text that holds such characters in quotes"
_LIST = "begin a list on a line of its own, indented with spaces"
_INDENT = "indent it like its neighbours, with spaces"

# The parser's problem, as a pattern; what is wrong; what to write instead; whether the place to
# look at is where the construct was opened rather than where the parser gave up.
_WORDS: tuple[tuple[str, str, str, bool], ...] = (
    (r"mapping values are not allowed", "a ':' does not belong here", _QUOTES, False),
    (
        r"sequence entries are not allowed",
        "a list entry ('- ') does not belong here",
        _LIST,
        False,
    ),
    (r"block sequence entries are not", "a list entry ('- ') does not belong here", _LIST, False),
    (r"found character '\\t'", "a tab stands here", "indent with spaces", False),
    (r"found character (?P<what>'.+?')", "{what} cannot begin a value", _QUOTES, False),
    (r"could not find expected ':'", "a key without its ':'", "write 'key: value'", True),
    (r"but found ':'", "a key is missing before the ':'", "write one", False),
    (r"expected <block end>", "this line does not fit the lines above it", _INDENT, False),
    (r"expected ',' or ']'", "this list is not closed", "write ']' at its end", True),
    (r"expected ',' or '}'", "this mapping is not closed", "write '}' at its end", True),
    (r"unexpected end of stream", "this quote is not closed", "write it again at the end", True),
    (r"unexpected document separator", "this quote is not closed", "close it before '---'", True),
    (
        r"unknown escape character",
        "an unknown escape",
        r"write \\ for a backslash, or use ' '",
        False,
    ),
    (r"escape sequence of", "an unfinished escape", r"write \\ for a backslash, or use ' '", False),
    (r"expected '?<document start>", "text after the end of the document", _INDENT, False),
    (r"expected the node content", "a value is missing before this", "write one", False),
    (r"expected alphabetic or numeric", "a name is missing after '&', '*' or '%'", _QUOTES, False),
    (r"undefined tag handle|tag|handle", "a tag is not allowed", _QUOTES, False),
    (r"indentation|chomping", "a block of text ('|' or '>') begins wrongly", _QUOTES, False),
)


def report_syntax(error: Exception, reached: Mark, faults: Faults) -> None:
    """Note why a text is no YAML.

    Parameters
    ----------
    error : yaml.MarkedYAMLError, ValueError or OverflowError
        The latter two come from escapes beyond Unicode and numbers without end.
    reached : Mark
        How far the parser had read.
    faults : Faults
    """
    problem = getattr(error, "problem", None)
    if problem is None:
        faults.add(reached, "an escape or number beyond all bounds", "write the character itself")
        return
    for pattern, message, hint, opened in _WORDS:
        found = re.search(pattern, problem)
        if found:
            mark = _mark(error, "context_mark" if opened else "problem_mark") or reached
            faults.add(mark, f"{message.format(**found.groupdict())}", hint)
            return
    mark = _mark(error, "problem_mark") or reached
    faults.add(mark, f"this is no YAML: {problem}", "see the lines around it")


def _mark(error: Exception, which: str) -> Mark | None:
    mark: Any = getattr(error, which, None) or getattr(error, "problem_mark", None)
    return Mark(mark.line + 1, mark.column + 1) if mark else None
