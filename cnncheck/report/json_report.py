"""A report for programs: JSON with a version and a schema.

The document
------------
``schema`` is ``"cnncheck.report/2"``; the number grows when a reader of the old form would be
misled. Fields may be added without that. ``report.schema.json``, beside this file, describes
every field; `schema` returns it. Number 1 said ``skipped`` for ``not-asked``. Each result stands on one line, so that reports can be compared
and searched with ordinary tools.

Numbers are strict JSON: a NaN and the infinities are the strings ``"nan"``, ``"inf"`` and
``"-inf"``. What is not there is ``null``. Of a hidden case, ``parameters`` is ``null`` and the
verdict holds no figure, no shape and no value.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any

from cnncheck.operators.registry import PARAMETERS
from cnncheck.rendering.json_numbers import plain
from cnncheck.rendering.wording import harmless_json
from cnncheck.report.hidden import is_hidden, redacted
from cnncheck.report.json_diagnosis import diagnosis_data

if TYPE_CHECKING:
    from cnncheck.compare.verdict import Figures, Summary, Verdict
    from cnncheck.operators.case import Case, Expectation
    from cnncheck.operators.parameter import Parameter, Value
    from cnncheck.report.report import Report, Result

SCHEMA = "cnncheck.report/2"

__all__ = ["SCHEMA", "as_data", "plain", "schema", "to_json"]


def to_json(report: Report) -> str:
    """Write the report as a JSON document that ends with a line end."""
    content = as_data(report)
    results = ",\n  ".join(_line(result) for result in content.pop("results"))
    head = ",\n".join(f" {_line(key)}: {_line(value)}" for key, value in content.items())
    return f'{{\n{head},\n "results": [\n  {results}\n ]\n}}\n'


def as_data(report: Report) -> dict[str, Any]:
    """Return the document as dictionaries, lists, strings and finite numbers."""
    report = redacted(report)
    environment = report.environment
    return {
        "schema": SCHEMA,
        "passed": report.passed,
        "excused": sorted(outcome.value for outcome in report.excused),
        "counts": {outcome.value: count for outcome, count in report.counts().items()},
        "deselected": report.deselected,
        "stopped_early": bool(report.stopped),
        "stopped": report.stopped or None,
        "unasked": report.unasked,
        "seconds": plain(report.seconds),
        "paths": list(report.paths),
        "implementations": [
            {"name": name, "isolation": isolation} for name, isolation in report.implementations
        ],
        "environment": {
            "cnncheck": environment.cnncheck,
            "python": environment.python,
            "numpy": environment.numpy,
            "torch": environment.torch,
            "platform": environment.platform,
            "threads": environment.threads,
        },
        "notes": [*report.calling, *report.notes],
        "stored_truths": report.stored_truths,
        "diagnoses": [diagnosis_data(diagnosis) for diagnosis in report.diagnoses],
        "results": [_result(result) for result in report.results],
    }


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) that every document of `to_json` satisfies."""
    text = resources.files(__package__).joinpath("report.schema.json").read_text("utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


def _line(value: Any) -> str:
    return harmless_json(json.dumps(value, allow_nan=False))


def _result(result: Result) -> dict[str, Any]:
    return {
        "id": result.id,
        "implementation": result.implementation,
        "pass": result.pass_name,
        "function": result.function,
        "again": result.again or None,
        "case": _case(result.case),
        "verdict": _verdict(result.verdict),
    }


def _case(case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "file": case.file,
        "line": case.where.line if case.where else None,
        "column": case.where.column if case.where else None,
        "name": case.name,
        "variant": case.variant,
        "operator": case.operator,
        "tags": list(case.tags),
        "points": plain(case.points),
        "visibility": case.visibility,
        "parameters": None if is_hidden(case) else _parameters(case),
    }


def _parameters(case: Case) -> dict[str, Any]:
    tolerance, out_grad = case.tolerance, case.out_grad
    return {
        "passes": list(case.passes),
        "input": plain(case.input),
        **{name: plain(_number(each, getattr(case, name))) for name, each in PARAMETERS.items()},
        "out_grad": {"values": out_grad.values, "shape": plain(out_grad.shape)},
        "seed": case.seed,
        "dtype": case.dtype,
        "fill": case.fill,
        "layout": case.layout,
        "tolerance": {
            "algorithm": tolerance.algorithm,
            "rtol": plain(tolerance.rtol),
            "atol": plain(tolerance.atol),
        },
        "expect": _expectation(case.expect),
        "values": None if case.values is None else plain(dict(case.values)),
        "forbid": plain(dict(case.forbid)),
        "allow": list(case.allow),
    }


def _number(parameter: Parameter, value: Value) -> Value:
    """Return the side of a square window, else the value."""
    return parameter.shortest(value) if parameter.kind == "taps" else value


def _expectation(expect: Expectation | None) -> dict[str, Any] | None:
    if expect is None:
        return None
    return {
        "shape": plain(expect.shape),
        "sum": plain(expect.sum),
        "mean": plain(expect.mean),
        "slices": [{"at": each.text, "values": plain(each.values)} for each in expect.slices],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "outcome": verdict.outcome.value,
        "passed": verdict.outcome.passed,
        "lane": verdict.lane,
        "message": verdict.message,
        "hint": verdict.hint,
        "draw": verdict.draw,
        "inputs": {name: plain(shape) for name, shape in verdict.inputs},
        "implementation": _summary(verdict.implementation),
        "reference": _summary(verdict.reference),
        "figures": _figures(verdict.figures),
        "yardstick": _figures(verdict.yardstick),
        "slices": [
            {
                "at": fact.text,
                "implementation": plain(fact.implementation),
                "reference": plain(fact.reference),
                "expected": plain(fact.expected),
            }
            for fact in verdict.slices
        ],
        "sums": verdict.sums or None,
        "power": plain(verdict.power),
        "log2_miss": plain(verdict.log2_miss),
        "log": verdict.log,
        "seconds": plain(verdict.seconds),
        "reference_seconds": plain(verdict.reference_seconds),
    }


def _summary(summary: Summary | None) -> dict[str, Any] | None:
    if summary is None:
        return None
    return {
        "shape": plain(summary.shape),
        "dtype": summary.dtype,
        "sum": plain(summary.sum),
        "mean": plain(summary.mean),
    }


def _figures(figures: Figures | None) -> dict[str, Any] | None:
    if figures is None:
        return None
    worst = figures.worst
    return {
        "squared_error": plain(figures.squared_error),
        "max_abs": plain(figures.max_abs),
        "max_rel": plain(figures.max_rel),
        "of_bound": plain(figures.of_bound),
        "mismatched": plain(figures.mismatched),
        "size": plain(figures.size),
        "worst": worst
        and {
            "index": plain(worst.index),
            "got": plain(worst.got),
            "expected": plain(worst.expected),
            "allowed": plain(worst.allowed),
        },
    }
