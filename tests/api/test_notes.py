"""A diagnosis that fails takes no verdict with it."""

from pathlib import Path

import cnncheck.api
from cnncheck.diagnose import diagnosis
from cnncheck.implementations.inprocess import InProcess
from cnncheck.report.console import to_text

CASES = Path(__file__).parents[2] / "cases"


def test_the_verdicts_stay_when_a_diagnosis_crashes(monkeypatch):
    """The report says so and asks to be told."""

    def crash(*_, **__):
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(diagnosis, "diagnose", crash)
    wrong = InProcess("wrong", {"zero_padding": lambda X, padding: X + 0})
    report = cnncheck.api.run(CASES / "notebook.yaml", implementation=wrong)
    assert not report.passed
    assert len(report.results) == 6
    expected = "zero_padding could not be diagnosed, please report: ZeroDivisionError: by zero"
    assert report.notes == (expected,)
    assert f"{expected}\n" in to_text(report)
