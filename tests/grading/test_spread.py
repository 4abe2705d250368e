"""One run in chunks: the same report as in one piece."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cnncheck.api import Settings, opened, run_cases
from cnncheck.cases.loading import load_text
from cnncheck.errors import UsageError
from cnncheck.grading.batch import Crew
from cnncheck.grading.grading import grade_one
from cnncheck.grading.spread import run_spread
from cnncheck.operators import OPERATORS
from cnncheck.options import Options
from cnncheck.outcomes import Outcome

TESTS = Path(__file__).parent.parent
SETTINGS = Settings(shrink_seconds=0.5)


@pytest.fixture(scope="module")
def crew():
    """Two threads."""
    with ThreadPoolExecutor(2) as executor:
        yield Crew(executor, grade_one, 4)


@pytest.fixture
def some(shipped):
    """A third of the shipped cases, each in its own file's order."""
    return shipped[::3]


def told(report):
    """All that a report says, but for what differs from one run to the next."""
    return [
        (each.id, each.implementation, each.verdict.outcome, each.verdict.message, each.again)
        for each in report.results
    ]


def test_the_report_is_that_of_a_run_in_one_piece(crew, some):
    """Results in order, reproduction lines, diagnoses, containment."""
    source = str(TESTS / "faulty" / "conv_stride_swapped.py")
    with opened(source, Options()) as implementation:
        whole = run_cases(some, implementation, SETTINGS, paths=["cases"], deselected=3)
    parts = run_spread(source, some, SETTINGS, Options(), crew, paths=["cases"], deselected=3)
    assert told(parts) == told(whole)
    assert parts.implementations == whole.implementations
    assert (parts.paths, parts.deselected) == (whole.paths, whole.deselected)
    assert not parts.stopped
    assert len(parts.diagnoses) == len(whole.diagnoses) == 1
    assert parts.diagnoses[0].naming == whole.diagnoses[0].naming


def test_each_result_is_told_as_it_comes(crew, some):
    """With how many there will be, in order."""
    seen = []
    settings = Settings(
        on_result=lambda result, total: seen.append((result.id, total)),
        again=lambda case, name, implementation: f"again {case.label} {name}",
        diagnose=False,
    )
    report = run_spread("builtin", some, settings, Options(), crew)
    assert seen == [(each.id, len(report.results)) for each in report.results]
    assert report.passed
    assert report.results[0].again == f"again {some[0].label} {some[0].passes[0]}"


TILES = """
defaults: {operator: max_pool2d, passes: [forward], window: 3, stride: 2, fill: integers}
cases:
  - {name: tiles, input: [1, 2, 7, 7]}
  - {name: room, input: [1, 2, 8, 7], matrix: {seed: [1, 2, 3, 4, 5, 6, 7, 8]}}
"""
REFUSES = """
import numpy as np

def pool_forward(X, f, s):
    if (X.shape[2] - f) % s:
        raise ValueError("windows must tile")
    windows = np.lib.stride_tricks.sliding_window_view(X, (f, f), (2, 3))
    return windows[:, :, ::s, ::s].max((4, 5)){wrong}
"""


@pytest.mark.parametrize("wrong", ["", " + 1"], ids=["else right", "else wrong"])
def test_a_refusal_is_settled_by_all_chunks(crew, tmp_path, wrong):
    """What one chunk refuses, another may show to be supported elsewhere, or not."""
    (tmp_path / "solution.py").write_text(REFUSES.format(wrong=wrong))
    source = str(tmp_path / "solution.py")
    cases = load_text(TILES, "tiles.yaml", OPERATORS)
    settings = Settings(reference="definition", shrink_seconds=0)
    with opened(source, Options()) as implementation:
        whole = run_cases(cases, implementation, settings)
    parts = run_spread(source, cases, settings, Options(), crew)
    assert told(parts) == told(whole)
    assert parts.notes == whole.notes
    refused = Outcome.RAISED if wrong else Outcome.UNSUPPORTED
    assert [each.verdict.outcome for each in parts.results[1:]] == [refused] * 8


def test_what_is_nearly_there_is_refused(crew, some, tmp_path):
    """As where the code runs here."""
    (tmp_path / "solution.py").write_text("def pool_forwards(X, f, s): return X")
    with pytest.raises(UsageError, match="has no function pool_forward; did you mean"):
        run_spread(str(tmp_path / "solution.py"), some, SETTINGS, Options(), crew)


def test_the_first_failure_ends_it(crew, some):
    """The last result is the failure."""
    settings = Settings(fail_fast=True, diagnose=False)
    source = str(TESTS / "faulty" / "pool_minimum.py")
    pooling = [case for case in some if case.operator == "max_pool2d"]
    report = run_spread(source, pooling, settings, Options(), crew)
    assert report.stopped == "stopped at the first failure"
    assert [each.verdict.outcome.passed for each in report.results][-1] is False
    assert all(each.verdict.outcome.passed for each in report.results[:-1])


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "nowhere.py",
            "nowhere.py: there is no such file or folder; with --dask give builtin, a .py file, an "
            ".ipynb notebook or a folder",
        ),
        ("empty", "empty: empty has no .py file"),
    ],
)
def test_sources_that_cannot_travel(crew, some, tmp_path, monkeypatch, source, message):
    """Told before anything is sent."""
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as caught:
        run_spread(source, some, SETTINGS, Options(), crew)
    assert str(caught.value) == message
