"""What frames carry: calls to the worker, and its replies.

No pickle, no npy. What the supervisor reads was perhaps written by hostile code.
"""

from __future__ import annotations

import functools
import struct
from typing import TYPE_CHECKING, Any

from cnncheck.calls import Call, From, Known, Reply, Step
from cnncheck.outcomes import Outcome
from cnncheck.sandbox.layout import Handed
from cnncheck.sandbox.packing import (
    FrameError,
    Reader,
    array,
    compiled,
    encoded,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.calls import Given
    from cnncheck.sandbox.wire import Part

_DEEPEST = 8
"""How deep lists, tuples and dictionaries may be nested in an argument."""
_HEAD = "B5I"
"""Of a reply: whether it has a value, lengths of five texts."""

_OF_LOADING = {
    Outcome.PASSED,
    Outcome.LOAD_ERROR,
    Outcome.MEMORY_LIMIT,
    Outcome.FORBIDDEN,
    Outcome.NOT_ASKED,
    Outcome.NOT_WRITTEN,
    Outcome.NOT_ALLOWED,
}
_WITH_VALUE = {Outcome.PASSED, Outcome.MUTATED_INPUT, Outcome.ALIASED_OUTPUT}
_OF_CALLING = _WITH_VALUE | {
    Outcome.BAD_VALUE,
    Outcome.RAISED,
    Outcome.FORBIDDEN,
    Outcome.MEMORY_LIMIT,
    Outcome.REPLY_TOO_LARGE,
    Outcome.NOT_WRITTEN,
    Outcome.NOT_JUDGED,
    Outcome.NOT_ALLOWED,
    Outcome.UNSUPPORTED,
}
"""What a worker can say of a call; the rest is for the supervisor to see.

Not that the function is not there: it was found when it was loaded.
"""


def call(asked: Call, forbid: Sequence[str], limit: int) -> list[Part]:
    """Encode a question.

    Parameters
    ----------
    asked : Call
    forbid : sequence of str
    limit : int
        The most bytes that the result may have.
    """
    parts: list[Part] = [struct.pack("<QB", limit, len(forbid)), *map(text, forbid)]
    parts.append(struct.pack("<B", len(asked.steps)))
    for step in asked.steps:
        parts += map(_name, (step.function, step.shown, step.method))
        _put(step.of, parts)
        _put(dict(step.arguments), parts)
    for each in (asked.read, asked.results, asked.also, asked.instead):
        _put(each, parts)
    return parts


_name = functools.lru_cache(maxsize=256)(text)
"""Functions and arguments have the same few names again and again."""


def _put(value: Given, parts: list[Part]) -> None:
    """Encode one argument behind others; a letter says what it is."""
    match value:
        case None:
            parts.append(b"n")
        case bool():
            parts.append(struct.pack("<c?", b"b", value))
        case int():
            parts.append(struct.pack("<cq", b"i", value))
        case float():
            parts.append(struct.pack("<cd", b"f", value))
        case str():
            parts += (b"s", text(value))
        case tuple() | list():
            kind = b"t" if isinstance(value, tuple) else b"l"
            parts.append(struct.pack("<cI", kind, len(value)))
            for each in value:
                _put(each, parts)
        case dict():
            parts.append(struct.pack("<cI", b"d", len(value)))
            for key, each in value.items():
                parts.append(_name(key))
                _put(each, parts)
        case Known():
            parts += (b"k", text(value.name))
        case From():
            parts.append(struct.pack("<cI", b"r", value.step))
            _put(value.path, parts)
        case _:
            parts.append(b"a")
            parts += array(value)


def read_call(payload: bytes | bytearray | memoryview) -> tuple[Call, list[str], int]:
    """Decode a question: the call, its arrays laid out as they were, forbidden names, the limit."""
    reader = Reader(payload)
    limit, count = reader.unpack("QB")
    forbid = [reader.text() for _ in range(count)]
    *before, last = (_read_step(reader) for _ in range(*reader.unpack("B")))
    read, results, also, instead = (_read_value(reader) for _ in range(4))
    reader.done()
    asked = Call(
        last.function,
        last.arguments,
        before=tuple(before),
        shown=last.shown,
        of=last.of,
        method=last.method,
        read=read,
        results=results,
        also=also,
        instead=instead,
    )
    return asked, forbid, limit


def _read_step(reader: Reader) -> Step:
    function, shown, method = reader.text(), reader.text(), reader.text()
    of = _read_value(reader)
    return Step(function, _read_value(reader), shown, of, method)


_NONE, _FLAG, _INT, _FLOAT, _TEXT, _KNOWN, _TUPLE, _LIST, _DICT, _FROM, _ARRAY = b"nbifsktldra"


def _read_value(reader: Reader, depth: int = 0) -> Any:
    kind = reader.byte()
    if kind in (_TUPLE, _LIST, _DICT) and depth == _DEEPEST:
        raise FrameError(f"an argument is nested more than {_DEEPEST} deep")
    if kind == _ARRAY:
        return Handed(*reader.array())
    if kind in (_TUPLE, _LIST):
        values = [_read_value(reader, depth + 1) for _ in range(reader.length())]
        return tuple(values) if kind == _TUPLE else values
    if kind == _DICT:
        count = range(reader.length())
        return {reader.text(): _read_value(reader, depth + 1) for _ in count}
    if kind in _NUMBERS:
        return reader.unpack(_NUMBERS[kind])[0]
    if kind == _NONE:
        return None
    if kind == _TEXT:
        return reader.text()
    if kind == _KNOWN:
        return Known(reader.text())
    if kind == _FROM:
        step = reader.length()
        return From(step, _read_value(reader, depth))
    raise FrameError(f"an argument is of kind {bytes([kind])!r}")


_NUMBERS = {_FLAG: "?", _INT: "q", _FLOAT: "d"}


def reply(value: Reply) -> list[Part]:
    """Encode a reply."""
    said = (value.outcome.value, value.message, value.hint, value.log, value.evidence)
    texts = [encoded(each) for each in said]
    has_value = value.value is not None
    head = compiled(_HEAD).pack(has_value, *map(len, texts))
    return [head, *texts, *([] if value.value is None else array(value.value))]


def read_reply(
    payload: bytes | bytearray | memoryview, *, loading: bool = False, seconds: float = 0.0
) -> Reply:
    """Decode a reply.

    Parameters
    ----------
    payload : bytes-like
        Perhaps written by hostile code.
    loading : bool
        Whether the question was to load a function, so that no value is expected.
    seconds : float, optional
        How long it took.

    Raises
    ------
    FrameError
    """
    reader = Reader(payload)
    has_value, *lengths = reader.unpack(_HEAD)
    word, message, hint, log, evidence = map(reader.text_of, lengths)
    if word not in (_OF_LOADING if loading else _OF_CALLING):
        raise FrameError(f"a worker cannot say {word[:40]!r} here")
    outcome = Outcome(word)
    if has_value != (outcome in _WITH_VALUE and not loading):
        raise FrameError(f"{word!r} came {'with' if has_value else 'without'} a value")
    value = reader.array()[0] if has_value else None
    reader.done()
    return Reply(value, outcome, message, hint, log, seconds, evidence=evidence)
