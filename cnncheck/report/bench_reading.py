"""Benchmarks read back from JSON: as much of them as a comparison needs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cnncheck.bench.comparing import Entry, Past
from cnncheck.errors import UsageError, Where
from cnncheck.report.bench_json import SCHEMA

_WRITE_ONE = "write one with: cnncheck bench --report json:FILE"


def read_bench(path: str | Path) -> Past:
    """Read a benchmark that ``--report json:FILE`` wrote.

    Raises
    ------
    UsageError
        If the file cannot be read, is no JSON, or no benchmark of this version.
    """
    where = Where(str(path))
    try:
        document = json.loads(Path(path).read_bytes())
    except OSError as error:
        raise UsageError(
            f"the file cannot be read: {error.strerror}", "check the path", where
        ) from None
    except ValueError as error:
        raise UsageError(f"this is not JSON: {error}", _WRITE_ONE, where) from None
    found = document.get("schema") if isinstance(document, dict) else None
    if found != SCHEMA:
        said = f"its schema is {found!r}, expected {SCHEMA!r}"
        raise UsageError(f"this is no benchmark that can be read: {said}", _WRITE_ONE, where)
    try:
        return _past(str(path), document)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(
            f"this benchmark is damaged: {type(error).__name__}: {error}", _WRITE_ONE, where
        ) from None


def _past(name: str, document: dict[str, Any]) -> Past:
    machine = document["machine"]
    return Past(
        name=name,
        cpu=str(machine["cpu"]),
        versions={str(key): str(value) for key, value in machine["versions"].items()},
        entries=tuple(map(_entry, document["measurements"])),
    )


def _entry(data: dict[str, Any]) -> Entry:
    ours, ratio = data["ours"], data["ratio"]
    return Entry(
        id=str(data["id"]),
        pass_name=str(data["pass"]),
        threads=int(data["threads"]),
        peer=str(data["peer"]),
        seconds=_positive(ours["median"]),
        seconds_error=float(ours["error"]),
        ratio=None if ratio is None else _positive(ratio["median"]),
        ratio_error=0.0 if ratio is None else float(ratio["error"]),
    )


def _positive(value: Any) -> float:
    number = float(value)
    if not number > 0:
        raise ValueError(f"a median is {value}")
    return number
