"""JSON that a person hands back to us: strictly read, each value of its kind.

What does not fit is named by its line and column where the text is at fault, and by its place in
the document, ``results[3].verdict.outcome``, where a value is.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

from cnncheck.errors import UsageError, Where
from cnncheck.files import read_regular

if TYPE_CHECKING:
    from pathlib import Path

T = TypeVar("T", bound="Read")

MOST_BYTES = 256 << 20
MOST_DIGITS = 20
"""Of an integer; more do not fit into 64 bits, and none that we write has so many."""

_SHOWN = 40
_KINDS = {
    "model_type": "a mapping",
    "dict_type": "a mapping",
    "list_type": "a list",
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "an integer",
}
"""What pydantic's errors call what was expected, and what people do."""


class _BadNumberError(Exception):
    """A number as it is written, and what is wrong with it."""

    def __init__(self, written: str, what: str) -> None:
        super().__init__(written)
        self.written, self.what = written, what


class _TwiceError(Exception):
    """A key that a mapping has twice."""


def read_document(path: str | Path, advice: str) -> object:
    """Read a file of JSON.

    Parameters
    ----------
    path : str or Path
    advice : str
        How to get a file that can be read.

    Raises
    ------
    UsageError
        When it cannot be read, or is not JSON as RFC 8259 has it, with every key once and every
        number in the range of 64 bits.
    """
    where = Where(str(path))
    try:
        text = read_regular(path, MOST_BYTES, advice).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("this is not JSON, not even text in UTF-8", advice, where) from None
    try:
        return json.loads(
            text,
            parse_int=_integer,
            parse_float=_float,
            parse_constant=_constant,
            object_pairs_hook=_mapping,
        )
    except json.JSONDecodeError as error:
        at = Where(str(path), error.lineno, error.colno)
        raise UsageError(f"this is not JSON: {error.msg}", advice, at) from None
    except _BadNumberError as error:
        at = _place(where, text, error.written)
        raise UsageError(f"{_cut(error.written)} {error.what}", advice, at) from None
    except _TwiceError as error:
        key = _cut(json.dumps(error.args[0]))
        raise UsageError(f"a mapping has the key {key} twice", advice, where) from None
    except (RecursionError, MemoryError):
        raise UsageError("this is nested too deeply for a report", advice, where) from None


class Read(BaseModel):
    """What is taken of a document; what else stands there is ignored."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


def _number(written: object) -> float:
    if written in ("inf", "-inf", "nan") or (
        isinstance(written, int | float) and not isinstance(written, bool)
    ):
        return float(cast("float", written))
    raise PydanticCustomError("number", "expected a number")


Number = Annotated[float, BeforeValidator(_number)]
"""May be written as ``"inf"``, ``"-inf"`` or ``"nan"``."""


def read_as(model: type[T], data: object, name: str, advice: str) -> T:
    """Take out of a document what a class declares.

    Parameters
    ----------
    model : type of Read
    data : object
        The document, as `read_document` returns it.
    name : str
        What messages call it.
    advice : str
        How to get a sound one.

    Raises
    ------
    UsageError
        Names the first value that is missing, or of another kind.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
    place = ""
    for step in first["loc"]:
        place += f"[{step}]" if isinstance(step, int) else f".{step}"
    place = place.removeprefix(".")
    if first["type"] == "missing":
        raise UsageError(f"{name}: {place} is missing", advice)
    kind = _KINDS.get(first["type"])
    what = f"expected {kind}" if kind else first["msg"]
    raise UsageError(f"{name}: {place} is {brief(first['input'])}, {what}", advice)


def brief(value: object) -> str:
    """Write a value as JSON does, shortened."""
    return _cut(json.dumps(value))


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _integer(written: str) -> int:
    if len(written) > MOST_DIGITS:
        raise _BadNumberError(written, f"is no number of ours: it has {len(written)} digits")
    return int(written)


def _float(written: str) -> float:
    number = float(written)
    if math.isinf(number):
        raise _BadNumberError(written, "is larger than any number")
    return number


def _constant(written: str) -> NoReturn:
    raise _BadNumberError(written, "is not JSON")


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _TwiceError(next(key for key in keys if keys.count(key) > 1))
    return found


def _place(where: Where, text: str, written: str) -> Where:
    """Return where a number stands: it was refused, so it is the first that is written so."""
    before = text[: text.index(written)]
    return Where(where.file, before.count("\n") + 1, len(before) - before.rfind("\n"))
