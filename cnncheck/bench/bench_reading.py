"""Benchmarks read back from JSON: as much of them as a comparison needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from cnncheck.bench.bench_json import SCHEMA
from cnncheck.bench.comparing import Entry, Past
from cnncheck.errors import UsageError
from cnncheck.rendering.document import Number, Read, brief, read_as, read_document

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
    if not isinstance(data, dict) or "schema" not in data:
        raise UsageError(f"{path}: this is JSON, but no benchmark of cnncheck", _WRITE_ONE)
    if data["schema"] != SCHEMA:
        raise UsageError(
            f"{path}: the schema is {brief(data['schema'])}, expected {brief(SCHEMA)}", _WRITE_ONE
        )
    told = read_as(_Bench, data, str(path), _WRITE_ONE)
    return Past(
        name=str(path),
        cpu=told.machine.cpu,
        versions={key: str(value) for key, value in told.machine.versions.items()},
        entries=tuple(map(_entry, told.measurements)),
    )


def _possible(number: float) -> float:
    if not _LEAST < number < 1 / _LEAST:  # NaN neither; quotients of such numbers are numbers
        raise PydanticCustomError("impossible", "which nothing takes")
    return number


class _Spread(Read):
    median: Annotated[Number, AfterValidator(_possible)]
    error: Number


class _Machine(Read):
    cpu: str
    versions: dict[str, Any]


class _Measurement(Read):
    id: str
    pass_name: str = Field(alias="pass")
    threads: int
    peer: str
    ours: _Spread
    ratio: _Spread | None = None


class _Bench(Read):
    machine: _Machine
    measurements: list[_Measurement]


def _entry(told: _Measurement) -> Entry:
    return Entry(
        id=told.id,
        pass_name=told.pass_name,
        threads=told.threads,
        peer=told.peer,
        seconds=told.ours.median,
        seconds_error=told.ours.error,
        ratio=told.ratio.median if told.ratio else None,
        ratio_error=told.ratio.error if told.ratio else 0.0,
    )
