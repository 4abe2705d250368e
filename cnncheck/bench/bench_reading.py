"""Benchmarks read back from JSON: as much of them as a comparison needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnncheck.bench.bench_json import SCHEMA
from cnncheck.bench.comparing import Entry, Past
from cnncheck.errors import UsageError
from cnncheck.rendering.document import Document, brief, read_document

if TYPE_CHECKING:
    from pathlib import Path

_WRITE_ONE = "write one with: cnncheck bench --report json:FILE"
_LEAST = 1e-15


def read_bench(path: str | Path) -> Past:
    """Read a benchmark that ``--report json:FILE`` wrote.

    Raises
    ------
    UsageError
        If the file cannot be read, is no JSON, or no benchmark of this version.
    """
    data = read_document(path, _WRITE_ONE)
    document = Document(str(path), _WRITE_ONE)
    if not isinstance(data, dict) or "schema" not in data:
        raise UsageError(f"{path}: this is JSON, but no benchmark of cnncheck", _WRITE_ONE)
    if data["schema"] != SCHEMA:
        raise UsageError(
            f"{path}: the schema is {brief(data['schema'])}, expected {brief(SCHEMA)}", _WRITE_ONE
        )
    machine = document.get(data, "machine", dict, "")
    versions = document.get(machine, "versions", dict, "machine")
    measurements = document.get(data, "measurements", list, "")
    return Past(
        name=str(path),
        cpu=document.get(machine, "cpu", str, "machine"),
        versions={str(key): str(value) for key, value in versions.items()},
        entries=tuple(
            _entry(document, each, f"measurements[{i}]") for i, each in enumerate(measurements)
        ),
    )


def _entry(document: Document, data: object, at: str) -> Entry:
    name = document.get(data, "id", str, at)
    assert isinstance(data, dict)
    ours = document.get(data, "ours", dict, at)
    ratio = None if data.get("ratio") is None else document.get(data, "ratio", dict, at)
    return Entry(
        id=name,
        pass_name=document.get(data, "pass", str, at),
        threads=document.get(data, "threads", int, at),
        peer=document.get(data, "peer", str, at),
        seconds=_positive(document, ours, "median", f"{at}.ours"),
        seconds_error=document.number(ours, "error", f"{at}.ours"),
        ratio=None if ratio is None else _positive(document, ratio, "median", f"{at}.ratio"),
        ratio_error=0.0 if ratio is None else document.number(ratio, "error", f"{at}.ratio"),
    )


def _positive(document: Document, holder: dict[str, Any], key: str, at: str) -> float:
    number = document.number(holder, key, at)
    if not _LEAST < number < 1 / _LEAST:  # NaN neither; quotients of such numbers are numbers
        raise UsageError(
            f"{document.name}: {at}.{key} is {brief(holder[key])}, which nothing takes", _WRITE_ONE
        )
    return number
