"""A benchmark for programs: JSON with a version and a schema.

``schema`` is ``"cnncheck.bench/1"``; the number grows when a reader of the old form would be
misled, and fields may be added without that. ``bench.schema.json``, beside this file, describes
every field; `schema` returns it. Times are in seconds, sizes in bytes, errors are relative; what
is not there is ``null``. Each measurement stands on one line, with all its samples, so that other
statistics can be taken of them.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any

from cnncheck.bench.statistics import quartiles
from cnncheck.rendering.json_numbers import plain
from cnncheck.rendering.wording import harmless_json

if TYPE_CHECKING:
    from cnncheck.bench.result import (
        BenchReport,
        Group,
        Machine,
        Measurement,
        Refusal,
        Timing,
        Verified,
    )

SCHEMA = "cnncheck.bench/1"


def to_json(report: BenchReport) -> str:
    """Write the benchmark as a JSON document that ends with a line end."""
    content = as_data(report)
    measurements = ",\n  ".join(map(_line, content.pop("measurements")))
    head = ",\n".join(f" {_line(key)}: {_line(value)}" for key, value in content.items())
    return f'{{\n{head},\n "measurements": [\n  {measurements}\n ]\n}}\n'


def as_data(report: BenchReport) -> dict[str, Any]:
    """Return the document as dictionaries, lists, strings and finite numbers."""
    return {
        "schema": SCHEMA,
        "implementation": {"name": report.implementation, "isolation": report.isolation},
        "limit": report.limit,
        "precision": report.precision,
        "seconds": report.seconds,
        "machine": _machine(report.machine),
        "notes": list(report.notes),
        "groups": [_group(group) for group in report.groups()],
        "refusals": [_refusal(refusal) for refusal in report.refusals],
        "measurements": [_measurement(each) for each in report.measurements],
    }


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) that every document of `to_json` satisfies."""
    text = resources.files(__package__).joinpath("bench.schema.json").read_text("utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


def _line(value: Any) -> str:
    return harmless_json(json.dumps(plain(value), allow_nan=False))


def _machine(machine: Machine) -> dict[str, Any]:
    return {
        "cpu": machine.cpu,
        "cores": machine.cores,
        "platform": machine.platform,
        "blas": machine.blas,
        "versions": dict(machine.versions),
        "load": list(machine.load),
        "busy": machine.busy,
        "bandwidth": [
            {"threads": threads, "bytes_per_second": speed}
            for threads, speed in machine.bandwidth.items()
        ],
    }


def _measurement(each: Measurement) -> dict[str, Any]:
    return {
        "id": each.id,
        "name": each.name,
        "operator": each.operator,
        "pass": each.pass_name,
        "dtype": each.dtype,
        "threads": each.threads,
        "peer": each.peer,
        "ratio": _ratio(each),
        "ours": _timing(each.ours, each.work.result),
        "theirs": None if each.theirs is None else _timing(each.theirs, each.work.result),
        "why_alone": each.why_alone or None,
        "flops": each.work.flops,
        "traffic_bytes": each.work.traffic,
        "result_bytes": each.work.result,
        "flops_per_second": each.flops,
        "peak_flops_per_second": each.peak_flops,
        "of_peak": each.of_peak,
        "verified": _verified(each.verified),
    }


def _verified(found: Verified | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"results": found.results, "sums": found.sums or None, "of_bound": found.of_bound}


def _ratio(each: Measurement) -> dict[str, float] | None:
    if each.ratio is None:
        return None
    lower, _, upper = quartiles(each.ratios)
    return {"median": each.ratio, "error": each.ratio_error, "lower": lower, "upper": upper}


def _timing(timing: Timing, result: int) -> dict[str, Any]:
    lower, median, upper = timing.quartiles
    return {
        "median": median,
        "error": timing.error,
        "lower": lower,
        "upper": upper,
        "calls": timing.calls,
        "peak_bytes": timing.peak,
        "extra_bytes": timing.beside(result),
        "samples": list(timing.samples),
    }


def _refusal(refusal: Refusal) -> dict[str, Any]:
    return {
        "id": refusal.id,
        "pass": refusal.pass_name,
        "side": refusal.side,
        "is_peer": refusal.is_peer,
        "outcome": refusal.outcome.value,
        "message": refusal.message,
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "operator": group.operator,
        "pass": group.pass_name,
        "dtype": group.dtype,
        "threads": group.threads,
        "peer": group.peer,
        "mean": group.mean,
        "worst": group.worst,
        "count": group.count,
    }
