"""A benchmark for programs: JSON with a version and a schema.

``schema`` is ``"cnncheck.bench/1"``; the number grows when a reader of the old form would be
misled, and fields may be added without that. The classes here say what each field is, and `schema`
follows from them. Times are in seconds, sizes in bytes, errors are relative; what is not there is
``null``. Each measurement stands on one line, with all its samples, so that other statistics can be
taken of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import Field

from cnncheck.bench.statistics import quartiles
from cnncheck.outcomes import Outcome  # noqa: TC001 - pydantic reads the annotations
from cnncheck.rendering.declared import (
    Count,
    Declared,
    Filled,
    Implementation,
    Number,
    document_schema,
    in_lines,
)

if TYPE_CHECKING:
    from cnncheck.bench import result

SCHEMA: Final = "cnncheck.bench/1"

Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]
AtLeastOne = Annotated[int, Field(ge=1)]
Dtype = Literal["float32", "float64"]


class Bandwidth(Declared):
    """With so many threads."""

    threads: AtLeastOne
    bytes_per_second: Positive


class Machine(Declared):
    """On what it was measured."""

    cpu: str
    cores: AtLeastOne
    platform: str
    blas: str
    """The linear algebra library behind NumPy."""
    versions: dict[str, str]
    load: tuple[NotNegative, ...]
    """The load average over a minute, before and after; empty where the system has none."""
    busy: bool
    """Whether other work was probably going on when it began."""
    bandwidth: list[Bandwidth]
    """How fast a large array is copied; bytes read and written."""


class Group(Declared):
    """One operator, pass, dtype, number of threads and peer."""

    operator: str
    pass_name: str = Field(serialization_alias="pass")
    dtype: Dtype
    threads: AtLeastOne
    peer: str
    """The word after --peer."""
    mean: Positive
    worst: Positive
    count: AtLeastOne


class Refusal(Declared):
    """One side at one pass of one case."""

    id: str
    pass_name: str = Field(serialization_alias="pass")
    side: str
    is_peer: bool
    outcome: Outcome
    message: str


class Spread(Declared):
    """A median and what there is around it."""

    median: Positive
    error: Number
    """Relative standard error of the median."""
    lower: Positive
    """Lower quartile."""
    upper: Positive
    """Upper quartile."""


class Timing(Spread):
    """One side's time for one call."""

    calls: AtLeastOne
    """Calls that each sample is the mean of."""
    peak_bytes: Count | None
    """By how much resident memory grew at most during a call; null where it was not measured."""
    extra_bytes: Count | None
    """The same without the result."""
    samples: Annotated[tuple[Positive, ...], Field(min_length=1)]
    """Seconds of one call, in the order taken; equal indices of both sides belong to one turn."""


class Verified(Declared):
    """What was checked while it was timed."""

    results: AtLeastOne
    """How many, all of them right."""
    sums: Filled
    """What random sums were compared of; null where elements were."""
    of_bound: Number
    """The largest difference as a share of what was allowed."""


class Measurement(Declared):
    """One pass of one case beside one peer."""

    id: str
    """file.yaml::name[variant]"""
    name: str
    operator: str
    pass_name: str = Field(serialization_alias="pass")
    dtype: Dtype
    threads: AtLeastOne
    peer: str
    """The word after --peer."""
    ratio: Spread | None
    """Ours / theirs, turn by turn; null without such a pass in the peer."""
    ours: Timing
    theirs: Timing | None
    why_alone: Filled
    """Why there is no time of the peer."""
    flops: Count
    """Multiplications and additions of the direct algorithm; 0 where nothing is multiplied."""
    traffic_bytes: AtLeastOne
    """Bytes of the arrays that must be read and written at least once."""
    result_bytes: AtLeastOne
    flops_per_second: NotNegative
    """At our median."""
    peak_flops_per_second: Positive
    """Of a large matrix product in this dtype, with as many threads, in the same run."""
    of_peak: NotNegative | None
    """The share of it; null where nothing is multiplied."""
    verified: Verified | None
    """With --verify."""


class Document(Declared):
    """One benchmark. Times are in seconds, sizes in bytes."""

    schema_: Literal["cnncheck.bench/1"] = Field(SCHEMA, serialization_alias="schema")
    implementation: Implementation
    limit: NotNegative
    """Time that one measurement could take."""
    precision: Positive
    """The relative standard error at which a measurement ended before that."""
    seconds: NotNegative
    machine: Machine
    notes: tuple[str, ...]
    groups: tuple[Group, ...]
    """Geometric means of the ratios."""
    refusals: tuple[Refusal, ...]
    """What was not timed, because its result is wrong or there is none."""
    measurements: list[Measurement]


def to_json(report: result.BenchReport) -> str:
    """Write the benchmark as a JSON document that ends with a line end."""
    return in_lines(as_data(report), "measurements")


def as_data(report: result.BenchReport) -> dict[str, Any]:
    """Return the document as dictionaries, lists, strings and finite numbers."""
    return Document.data(
        {
            "implementation": {"name": report.implementation, "isolation": report.isolation},
            "limit": report.limit,
            "precision": report.precision,
            "seconds": report.seconds,
            "machine": _machine(report.machine),
            "notes": report.notes,
            "groups": report.groups(),
            "refusals": report.refusals,
            "measurements": [_measurement(each) for each in report.measurements],
        }
    )


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) that every document of `to_json` satisfies."""
    return document_schema(Document, SCHEMA)


def _machine(machine: result.Machine) -> dict[str, Any]:
    own = Machine.model_fields.keys() - {"bandwidth"}
    return {
        **{name: getattr(machine, name) for name in own},
        "bandwidth": [
            {"threads": threads, "bytes_per_second": speed}
            for threads, speed in machine.bandwidth.items()
        ],
    }


def _measurement(each: result.Measurement) -> dict[str, Any]:
    own = ("id", "name", "operator", "pass_name", "dtype", "threads", "peer", "why_alone")
    return {
        **{name: getattr(each, name) for name in (*own, "of_peak", "verified")},
        "ratio": _ratio(each),
        "ours": _timing(each.ours, each.work.result),
        "theirs": each.theirs and _timing(each.theirs, each.work.result),
        "flops": each.work.flops,
        "traffic_bytes": each.work.traffic,
        "result_bytes": each.work.result,
        "flops_per_second": each.flops,
        "peak_flops_per_second": each.peak_flops,
    }


def _ratio(each: result.Measurement) -> dict[str, float] | None:
    if each.ratio is None:
        return None
    lower, _, upper = quartiles(each.ratios)
    return {"median": each.ratio, "error": each.ratio_error, "lower": lower, "upper": upper}


def _timing(timing: result.Timing, size: int) -> dict[str, Any]:
    lower, median, upper = timing.quartiles
    return {
        "median": median,
        "error": timing.error,
        "lower": lower,
        "upper": upper,
        "calls": timing.calls,
        "peak_bytes": timing.peak,
        "extra_bytes": timing.beside(size),
        "samples": timing.samples,
    }
