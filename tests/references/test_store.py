"""The store of torch's answers: quick where it is sound, and never believed where it is not."""

import contextlib
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from concurrent.futures import Future
from dataclasses import replace

import numpy as np
import pytest

from cnncheck.asking import questions
from cnncheck.cases.loading import load_text
from cnncheck.operators import OPERATORS
from cnncheck.operators.places import Place
from cnncheck.references import store as stores
from cnncheck.references import stored as behind
from cnncheck.references import stored_entries as entries
from cnncheck.references.opinion import CONFIRMED, asked
from cnncheck.references.opinion import second_opinion as OPINION
from cnncheck.references.store import Store
from cnncheck.references.store_file import remove
from cnncheck.references.stored import StoredTorch
from cnncheck.references.stored_entries import key_of
from cnncheck.references.torch_reference import TorchReference
from cnncheck.references.truth import Truth

CONV = (
    "operator: conv2d, input: [2, 3, 6, 5], filter: [4, 3, 3, 2], stride: [2, 1], padding: [1, 0]"
)
POOL = "operator: max_pool2d, input: [2, 3, 6, 5], window: 2, stride: 2"
CASES = f"""
cases:
  - {{name: exact, {CONV}, fill: integers}}
  - {{name: real, {CONV}, fill: normal, dtype: float32}}
  - {{name: special, {CONV}, fill: nonfinite}}
  - {{name: pooled, {POOL}, fill: ties}}
  - {{name: drawn, {POOL}, fill: uniform}}
  - {{name: padded, operator: zero_padding, input: [1, 2, 3, 4], padding: [1, 2]}}
"""


class TorchHere:
    """Torch in this process; counts what it is asked."""

    torch = TorchReference()

    def __init__(self):
        self.asked = 0

    def submit(self, problem, method="answer"):
        self.asked += 1
        future = Future()
        future.set_result(asked(self.torch, method, problem))
        return future

    def close(self):
        pass


@pytest.fixture(scope="module")
def problems():
    cases = load_text(CASES, "<text>", OPERATORS)
    return [problem for question in questions(cases) for problem in question.problems()]


@pytest.fixture(scope="module")
def truths(problems):
    return [TorchHere.torch.answer(problem) for problem in problems]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cache" / "truths.sqlite3"


def opened(path):
    torch = TorchHere()
    return contextlib.closing(StoredTorch(Store(path), lambda: torch)), torch


def same(truth, other):
    return (
        np.array_equal(truth.value, other.value, equal_nan=True)
        and truth.value.dtype == other.value.dtype == np.float64
        and (truth.magnitude is None) == (other.magnitude is None)
        and (truth.magnitude is None or np.array_equal(truth.magnitude, other.magnitude))
        and truth.norm == other.norm
    )


def test_what_was_answered_is_not_asked_again(path, problems, truths):
    for expected in (len(problems), 0):
        reference, torch = opened(path)
        with reference as open_now:
            answers = [open_now.submit(problem).result() for problem in problems]
        assert torch.asked == expected
        assert open_now.stored == len(problems) - expected
        assert all(map(same, answers, truths))


def test_second_opinions_and_yardsticks_come_as_from_torch(path, problems):
    for _ in range(2):
        reference, _ = opened(path)
        with reference as open_now:
            for problem in problems:
                value = open_now.submit(problem, "yardstick").result()
                right = TorchHere.torch.yardstick(problem)
                assert value.dtype == problem.dtype
                assert np.array_equal(value, right, equal_nan=True)
                if problem.exact:
                    truth, opinion = open_now.submit(problem, CONFIRMED).result()
                    assert np.array_equal(truth.value, opinion, equal_nan=True)


def test_the_definition_is_asked_once_where_it_agrees(path, problems, monkeypatch):
    """And every time where it does not, so that a dispute stays one."""
    asked = []

    def opinion(problem):
        asked.append(problem)
        return OPINION(problem) + wrong

    monkeypatch.setattr(behind, "second_opinion", opinion)
    exact = [problem for problem in problems if problem.exact]
    reference, _ = opened(path)
    with reference as open_now:  # answers that nobody has confirmed
        truths = [open_now.submit(problem).result() for problem in exact]
    for wrong, expected in ((1, len(exact)), (0, 2 * len(exact)), (1, 2 * len(exact))):
        reference, torch = opened(path)
        with reference as open_now:
            said = [open_now.submit(problem, CONFIRMED).result() for problem in exact]
        assert torch.asked == 0
        assert len(asked) == expected
        disputed = wrong and expected == len(exact)
        assert all(np.array_equal(truth.value, said) != disputed for truth, said in said)
        assert all(same(truth, right) for (truth, _), right in zip(said, truths, strict=True))


def test_torch_is_started_only_for_what_is_missing(path, problems):
    started = []

    def start():
        started.append(1)
        return TorchHere()

    with contextlib.closing(StoredTorch(Store(path), start)) as reference:
        assert started == [1]  # an empty store answers nothing, so torch is imported at once
        reference.submit(problems[0]).result()
    with contextlib.closing(StoredTorch(Store(path), start)) as reference:
        reference.submit(problems[0]).result()
        assert started == [1]
        reference.submit(problems[1]).result()
        assert started == [1, 1]


def test_another_torch_is_asked_anew(path, problems, monkeypatch):
    reference, _ = opened(path)
    with reference as open_now:
        open_now.submit(problems[0]).result()
    monkeypatch.setattr(entries, "torch_version", lambda: "9.9.9")
    reference, torch = opened(path)
    with reference as open_now:
        open_now.submit(problems[0]).result()
    assert torch.asked == 1


def test_answers_to_another_way_of_asking_are_not_found(tmp_path, problems, monkeypatch):
    """An operator whose code for torch was edited has no answers of its past."""
    folder = tmp_path / "edited"
    folder.mkdir()
    for name in ("__init__", "operator", "torch", "formula"):
        (folder / f"{name}.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(entries, "places", lambda: defaultdict(lambda: Place("it", "edited")))
    keys = set()
    for file in ("torch.py", "formula.py"):
        for text in ("", "answer = 1", "answer = 2"):
            (folder / file).write_text(text)
            entries.asking_code.cache_clear()
            keys.add(key_of(problems[0]))
    entries.asking_code.cache_clear()
    assert len(keys) == 5  # what is empty both times is the same


def test_problems_that_differ_in_anything_have_different_keys(problems):
    keys = {key_of(problem) for problem in problems}
    keys |= {key_of(problem, yardstick=True) for problem in problems}
    assert len(keys) == 2 * len(problems)


def fill(path, problems):
    reference, _ = opened(path)
    with reference as open_now:
        for problem in problems:
            open_now.submit(problem).result()
    return path.read_bytes()


def flip_bits(content, stream, _):
    damaged = bytearray(content)
    for _ in range(stream.choice((1, 3, 100))):
        damaged[stream.randrange(len(damaged))] ^= 1 << stream.randrange(8)
    return bytes(damaged)


def cut(content, stream, _):
    return content[: stream.randrange(len(content))]


def zero_a_page(content, stream, _):
    at = stream.randrange(len(content))
    return content[:at] + bytes(min(4096, len(content) - at)) + content[at + 4096 :]


def rubbish(content, stream, _):
    return stream.randbytes(stream.randrange(10_000))


def swap_entries(content, stream, path):
    path.write_bytes(content)
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        rows = database.execute("SELECT key, entry FROM truths").fetchall()
        (key, _), (_, other) = stream.sample(rows, 2)
        database.execute("UPDATE truths SET entry = ? WHERE key = ?", (other, key))
    return path.read_bytes()


def change_an_entry(content, stream, path):
    path.write_bytes(content)
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        key, entry = stream.choice(database.execute("SELECT key, entry FROM truths").fetchall())
        value = stream.choice(
            (flip_bits(entry, stream, None), cut(entry, stream, None), b"", None, 7, "text", 1.5)
        )
        database.execute("UPDATE truths SET entry = ? WHERE key = ?", (value, key))
    return path.read_bytes()


def another_schema(content, stream, path):
    path.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute(
            stream.choice(
                (
                    "CREATE TABLE truths (a)",
                    "CREATE TABLE truths (key, size, used, entry)",
                    "CREATE TABLE truths (key PRIMARY KEY, size, used, entry) WITHOUT ROWID",
                )
            )
        )
    return path.read_bytes()


DAMAGES = (
    flip_bits, cut, zero_a_page, rubbish, swap_entries, change_an_entry, another_schema,
)  # fmt: skip


def damaged_answers(path, problems, truths, rounds):
    """Damage a store in many ways; return how many answers were neither right nor asked anew."""
    content = fill(path, problems)
    stream = random.Random(20)
    wrong = 0
    for index in range(rounds):
        path.write_bytes(DAMAGES[index % len(DAMAGES)](content, stream, path))
        for _ in range(2):  # and the second time from what the first one mended
            reference, _ = opened(path)
            with reference as open_now:
                answers = [open_now.submit(problem).result() for problem in problems]
            wrong += not all(map(same, answers, truths))
        remove(path)
    return wrong


def test_a_damaged_store_is_never_believed(path, problems, truths):
    assert damaged_answers(path, problems, truths, 70) == 0


@pytest.mark.exhaustive
def test_a_thousand_damaged_stores_are_never_believed(path, problems, truths):
    assert damaged_answers(path, problems, truths, 1000) == 0


def test_answers_are_read_with_those_that_were_kept_after_them(path, problems, truths, monkeypatch):
    fill(path, problems)
    asked = []

    class Listening(sqlite3.Connection):
        def execute(self, sql, *parameters):
            asked.append(sql.partition(" ")[0])
            return super().execute(sql, *parameters)

    connect = sqlite3.connect
    monkeypatch.setattr(
        stores.sqlite3, "connect", lambda *a, **k: connect(*a, **k, factory=Listening)
    )
    reference, torch = opened(path)
    with reference as open_now:
        empty = asked.count("SELECT")
        answers = [open_now.submit(problem).result() for problem in (*problems, problems[0])]
        assert asked.count("SELECT") == empty + 1
    assert all(map(same, answers, (*truths, truths[0])))
    assert torch.asked == 0


def test_what_is_kept_anew_is_read_anew(path, problems):
    """What was read along with other answers may be older than what has been kept since."""
    fill(path, problems)
    store = stores.Store(path)
    first, second = (key_of(problem) for problem in problems[:2])
    shape = problems[1].out_shape
    store.get(first, problems[0].out_shape)
    known = store.get(second, shape)
    assert not known.confirmed
    store.put(second, replace(known, confirmed=True))
    with store._lock:
        store._flush()
    assert store.get(second, shape).confirmed
    store.close()


def test_what_cannot_even_be_quoted_is_damage_too(path, problems, truths):
    """SQLite quotes its damaged schema in messages, which are then no UTF-8."""
    content = fill(path, problems)
    assert content.count(b"CREATE TABLE truths") == 1
    path.write_bytes(content.replace(b"CREATE TABLE truths", b"CREATE TABLE tr\xe8ths"))
    reference, torch = opened(path)
    with reference as open_now:
        answers = [open_now.submit(problem).result() for problem in problems]
    assert all(map(same, answers, truths))
    assert torch.asked == len(problems)


def test_a_damaged_store_is_made_anew(path, problems):
    fill(path, problems)
    path.write_bytes(b"no database" * 1000)
    fill(path, problems)
    reference, torch = opened(path)
    with reference as open_now:
        for problem in problems:
            open_now.submit(problem).result()
    assert torch.asked == 0


WRITER = """
import sys
import numpy as np
from pathlib import Path
from cnncheck.references.store import Store
from cnncheck.references.truth import Truth
store, who = Store(Path(sys.argv[1])), int(sys.argv[2])
for i in range(50):
    store.put(bytes([who, i]), Truth(np.full((3, 5), 100.0 * who + i)))
    if i % 10 == 9:
        store._flush()
store.close()
"""


def test_eight_processes_at_once_lose_nothing(path):
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(who)]) for who in range(8)
    ]
    assert [writer.wait() for writer in writers] == [0] * 8
    with contextlib.closing(Store(path)) as store:
        for who in range(8):
            for i in range(50):
                truth = store.get(bytes([who, i]), (3, 5))
                assert truth is not None
                assert (truth.value == 100.0 * who + i).all()


def test_a_file_that_another_process_keeps_to_itself_is_waited_for_once(
    path, problems, monkeypatch
):
    """One that was stopped in the middle of writing; each answer would else wait for it."""
    monkeypatch.setattr(stores, "READ_PATIENCE", 0.3)
    monkeypatch.setattr(stores, "WRITE_PATIENCE", 0.6)
    fill(path, problems[1:])
    waits = []

    class Holding(sqlite3.Connection):
        def execute(self, *asked):
            started = time.monotonic()
            try:
                return super().execute(*asked)
            finally:
                waits.append(time.monotonic() - started > 0.2)

    connect = sqlite3.connect
    with contextlib.closing(connect(path, isolation_level=None)) as other:
        monkeypatch.setattr(
            stores.sqlite3, "connect", lambda *a, **k: connect(*a, **k, factory=Holding)
        )
        reference, torch = opened(path)
        with reference as open_now:
            open_now.submit(problems[1]).result()
            other.execute("BEGIN EXCLUSIVE")
            for problem in problems:
                open_now.submit(problem).result()
            assert sum(waits) == 1
            assert torch.asked == len(problems)
        assert sum(waits) == 2
        other.execute("ROLLBACK")
    reference, torch = opened(path)
    with reference as open_now:
        open_now.submit(problems[1]).result()
    assert torch.asked == 0


def test_what_was_not_used_for_longest_goes_first(path, monkeypatch):
    monkeypatch.setattr(stores, "MOST_BYTES", 10_000)
    monkeypatch.setattr(stores, "OF_LATE", 0)
    for name in "abcdefghi":
        with contextlib.closing(Store(path)) as store:
            store.get(b"a", (200,))
            store.put(name.encode(), Truth(np.zeros(200)))
    with contextlib.closing(Store(path)) as store:
        assert store.contents().size <= 10_000
        kept = [name for name in "abcdefghi" if store.get(name.encode(), (200,))]
    assert kept == ["a", "e", "f", "g", "h", "i"]


def test_what_was_used_of_late_is_not_written_down_again(path, monkeypatch):
    with contextlib.closing(Store(path)) as store:
        store.put(b"a", Truth(np.zeros(2)))
    before = path.read_bytes()
    with contextlib.closing(Store(path)) as store:
        assert store.get(b"a", (2,)) is not None
    assert path.read_bytes() == before
    monkeypatch.setattr(stores, "OF_LATE", 0)
    with contextlib.closing(Store(path)) as store:
        assert store.get(b"a", (2,)) is not None
    assert path.read_bytes() != before


def test_large_answers_are_not_kept(path):
    with contextlib.closing(Store(path)) as store:
        store.put(b"a large question", Truth(np.zeros(stores.MOST_ENTRY // 8)))
        store.put(b"a small question", Truth(np.zeros(8)))
    with contextlib.closing(Store(path)) as store:
        assert store.contents().count == 1


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="no owners here")
@pytest.mark.parametrize(
    ("folder", "file", "believed"),
    [(0o777, 0o600, 0), (0o755, 0o666, 0), (0o700, 0o664, 1), (0o755, 0o644, 1)],
)
def test_what_others_can_write_is_not_believed(path, problems, folder, file, believed):
    fill(path, problems)
    path.chmod(file)
    path.parent.chmod(folder)
    reference, torch = opened(path)
    with reference as open_now:
        open_now.submit(problems[0]).result()
    assert torch.asked == 1 - believed


@pytest.mark.parametrize("what", ["folder", "fifo", "file in place of its folder", "null device"])
def test_something_else_in_its_place_is_left_alone(path, problems, truths, what):
    if what == "file in place of its folder":
        path.parent.write_text("mine")
    else:
        path.parent.mkdir()
        if what == "folder":
            path.mkdir()
        elif what == "fifo":
            os.mkfifo(path)
        else:
            path.symlink_to(os.devnull)
    for _ in range(2):
        reference, torch = opened(path)
        with reference as open_now:
            answers = [open_now.submit(problem).result() for problem in problems]
        assert torch.asked == len(problems)
        assert all(map(same, answers, truths))
    assert path.exists() or path.parent.read_text() == "mine"


def test_in_memory_alone_it_answers_within_the_process(problems):
    reference, torch = opened(None)
    with reference as open_now:
        for _ in range(2):
            open_now.submit(problems[0]).result()
        assert (torch.asked, open_now.stored) == (1, 1)
