"""Every way to end, in every report."""

import json

import jsonschema
import pytest

from cnncheck.compare.verdict import Verdict
from cnncheck.outcomes import Outcome
from cnncheck.rendering.wording import counts_text
from cnncheck.report.formats import FORMATS
from cnncheck.report.hidden import redacted
from cnncheck.report.json_report import schema, to_json
from cnncheck.report.past_report import parsed


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_is_told_in_every_report(make, outcome):
    """Its word, its count, its id, and its sentence where the case is hidden."""
    result = make.result(make.case(), "forward", Verdict(outcome, "real", "what happened"))
    hidden = make.result(make.case(visibility="hidden"), "forward", result.verdict)
    report = make.report(result, hidden)
    for name, write in FORMATS.items():
        assert outcome.passed or "what happened" in write(report), name
    jsonschema.validate(json.loads(to_json(report)), schema())
    assert parsed(json.loads(to_json(report)), "x").results[0].outcome == outcome.value
    assert outcome.passed == (not redacted(report).results[1].verdict.message)
    assert f"2 {outcome.value}" in counts_text(report.counts()) or "2 failed" in counts_text(
        report.counts()
    )
