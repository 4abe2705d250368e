"""Cases of files that have not changed are not read again, and never taken for others."""

import contextlib
import pickle
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cnncheck.cases import compiled as compiling
from cnncheck.cases.loading import load_cases
from cnncheck.errors import CaseFileError
from cnncheck.operators import OPERATORS
from cnncheck.operators.case import Case
from cnncheck.operators.places import VARIABLE
from cnncheck.references.store import Store

SHIPPED = Path(__file__).parent.parent.parent / "cases"
ONE = "cases: [{name: one, operator: max_pool2d, input: [1, 1, 4, 4], window: 2, stride: 2}]"


class Remembered(dict):
    """A memory that tells what was found in it."""

    found = 0

    def recall(self, key):
        body = self.get(key)
        self.found += body is not None
        return body

    def remember(self, key, body):
        self[key] = body


@pytest.fixture
def file(tmp_path):
    (tmp_path / "one.yaml").write_text(ONE)
    return tmp_path / "one.yaml"


def test_all_shipped_cases_are_the_same_again(shipped):
    """Whatever a case can say, given arrays, slices and places among it."""
    memory = Remembered()
    load_cases(SHIPPED, OPERATORS, memory=memory)
    again = load_cases(SHIPPED, OPERATORS, memory=memory)
    assert memory.found == len(memory) > 10
    assert repr(again) == repr(shipped)  # some give a NaN, which is not equal to itself
    assert set(map(type, again)) == {Case}
    assert [each.where for each in again] == [each.where for each in shipped]


def test_a_change_of_anything_is_read_anew(file, monkeypatch):
    """The text, the path that ids begin with, the limit of memory, and the code that reads."""
    memory = Remembered()
    load_cases(file, OPERATORS, memory=memory)
    file.write_text(ONE.replace("4, 4", "6, 4"))
    assert load_cases(file, OPERATORS, memory=memory)[0].input == (1, 1, 6, 4)
    moved = file.rename(file.with_name("two.yaml"))
    assert load_cases(moved, OPERATORS, memory=memory)[0].file.endswith("two.yaml")
    with pytest.raises(CaseFileError):
        load_cases(moved, OPERATORS, memory=memory, max_memory=100)
    monkeypatch.setattr(compiling, "_reading_code", lambda: b"other code")
    load_cases(moved, OPERATORS, memory=memory)
    assert memory.found == 0


def test_what_is_wrong_is_said_every_time(file):
    file.write_text(ONE.replace("window: 2", "window: 9"))
    memory, said = Remembered(), []
    for _ in range(2):
        with pytest.raises(CaseFileError) as caught:
            load_cases(file, OPERATORS, memory=memory)
        said.append(str(caught.value))
    assert said[0] == said[1]
    assert not memory


def test_operators_that_are_plugged_in_are_read_every_time(file, monkeypatch):
    monkeypatch.setenv(VARIABLE, "somewhere")
    memory = Remembered()
    load_cases(file, OPERATORS, memory=memory)
    assert not memory


def test_what_lies_in_another_file_is_read_every_time(file):
    """The text of the case file says nothing of what stands there."""
    memory = Remembered()
    named = ONE.replace("stride: 2", "stride: 2, values: {X: {npz: it.npz, array: X}}")
    file.write_text(named)
    for value in (1.0, 2.0):
        np.savez(file.with_name("it.npz"), X=np.full((1, 1, 4, 4), value))
        (case,) = load_cases(file, OPERATORS, memory=memory)
        (problem, _) = OPERATORS[case.operator].problems(case, "forward")
        assert (problem.arrays["X"] == value).all()
    assert not memory


def test_bytes_that_name_anything_else_are_not_believed(file):
    """Neither are they run: a cache is data."""
    memory = Remembered()
    cases = load_cases(file, OPERATORS, memory=memory)
    (key,) = memory
    for hostile in (pickle.dumps([print]), pickle.dumps(7), pickle.dumps([Path()]), b"", b"\x80"):
        memory[key] = hostile
        assert load_cases(file, OPERATORS, memory=memory) == cases


def test_damaged_bytes_are_read_anew(file, tmp_path):
    """A bit, an end that is missing: the store notices, and the file is there."""
    path = tmp_path / "cache" / "truths.sqlite3"
    cases = load_cases(file, OPERATORS)
    chance = random.Random(5)
    for _ in range(60):
        with contextlib.closing(Store(path)) as store:
            assert load_cases(file, OPERATORS, memory=store) == cases
        if not path.exists():  # one that is damaged is removed
            continue
        data = bytearray(path.read_bytes())
        for _ in range(chance.randint(1, 20)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data[: chance.choice([len(data), chance.randrange(len(data))])])


def test_a_file_that_was_read_before_needs_neither_yaml_nor_pydantic(file, tmp_path):
    """Importing them takes longer than the questions of a small file."""
    code = (
        "import sys; from pathlib import Path; from cnncheck.cases.loading import load_cases\n"
        "from cnncheck.operators import OPERATORS; from cnncheck.references.store import Store\n"
        "store = Store(Path(sys.argv[2])); print(load_cases(sys.argv[1], OPERATORS, memory=store))\n"
        "store.close(); print(sorted({'yaml', 'pydantic'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code, file, tmp_path / "cache" / "truths.sqlite3"]
    said = [subprocess.check_output(command, text=True).splitlines() for _ in range(2)]
    assert said[0][0] == said[1][0]
    assert [each[1] for each in said] == ["['pydantic', 'yaml']", "[]"]
