"""What is kept of answers that are worked out beforehand, held against what faults come to now.

Where faults or further questions change, it is written anew: ``python tests/diagnose/test_foreseen.py``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cnncheck.diagnose.named.evidence import Evidence
from cnncheck.diagnose.named.foreseen import (
    FOLDER,
    PARTLY,
    UNSURE,
    _written,
    foreseeable,
    foreseen,
    keep,
    work_out,
)
from cnncheck.diagnose.named.weighing import work_of
from cnncheck.diagnose.questions.further import further
from cnncheck.faults.catalogue import CATALOGUE

KEPT = sorted(path.stem for path in FOLDER.iterdir())

SOME = 60
"""Of so many ways of going wrong, one is looked at."""


def stale(function, every):
    """Yield what is kept of a function and no longer holds."""
    kept, now = foreseen(function), work_out(function, every)
    assert set(now.problems) <= set(kept.problems), f"{function}: run {Path(__file__).name}"
    for problem, row in now.problems.items():
        for way, column in now.ways.items():
            if way in kept.ways:
                old = kept.classes[kept.problems[problem], kept.ways[way]]
                new = now.classes[row, column]
                if UNSURE in {old, new}:
                    assert old == new, f"{function}: {way}"
                    continue
                assert (old < PARTLY) == (new < PARTLY), f"{function}: {way}"
                row_kept = kept.answers[kept.problems[problem]]
                if row_kept[old % PARTLY] != now.answers[row, new % PARTLY]:
                    yield f"{function}: {way}"


@pytest.mark.parametrize("function", KEPT)
def test_what_is_foreseen_of_some_faults_is_what_they_come_to(function):
    """A way that is not kept is computed; one that is kept wrongly is never found beside another."""
    assert sorted({*stale(function, SOME)}) == []


@pytest.mark.exhaustive
@pytest.mark.parametrize("function", KEPT)
def test_all_of_what_is_foreseen_holds(function):
    """For every fault that is still there; most of them are kept."""
    assert sorted({*stale(function, 1)}) == []


def test_no_file_is_kept_of_what_is_no_function():
    """Each is used; an operator without one is diagnosed as well, and takes longer."""
    assert {*KEPT} <= {*foreseeable()}


def test_what_is_foreseen_is_what_is_computed(planted, shipped, monkeypatch):
    """Answers by the file, and those computed for each way, sort ways alike."""
    fault = CATALOGUE["pool-forward/average"]
    seen = further(shipped[fault.function][0][0], planted(fault.id).ask)
    with_file = Evidence(seen, fault.function)
    monkeypatch.setattr("cnncheck.diagnose.named.evidence.foreseen", lambda _: None)
    without = Evidence(seen, fault.function)
    assert with_file.work < 2 * sum(map(work_of, (each.problem for each in seen)))
    for each in with_file.standing:
        for way, other in [*zip(with_file.ways, without.ways, strict=True)][::40]:
            assert with_file.agrees_alone(way, each) == without.agrees_alone(other, each)


def test_a_fault_that_no_file_has_is_computed(planted, shipped, monkeypatch):
    """Whoever adds a fault need not write the files anew for it to be found."""
    fault = CATALOGUE["pool-forward/average"]
    seen = further(shipped[fault.function][0][0], planted(fault.id).ask)
    its = foreseen(fault.function)
    monkeypatch.setitem(its.ways, "average:0", -1)
    evidence = Evidence(seen, fault.function)
    row = next(n for n, way in enumerate(evidence.ways) if way.fault.id == fault.id)
    assert np.all(evidence.table().matching[row])


@pytest.mark.parametrize("shape", [(), (0, 2), (2, 3)])
def test_a_complex_answer_is_none_that_a_fault_gives(shape):
    """Code that leaves out ``.real`` behind an inverse Fourier transform."""
    value = np.full(shape, 2.5)
    told = _written(value + 0j)
    assert told == _written(value + 0j)
    assert told not in {_written(value), _written(value + 1j if value.size else None)}


if __name__ == "__main__":
    for each in foreseeable():
        keep(each)
