"""Scheduling: bounded, on disk before announced, and one failure is not everybody's."""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from cnncheck.errors import ReferenceFailedError
from cnncheck.grading.batch import Crew, grade_all, threads
from cnncheck.grading.exam import pack
from cnncheck.grading.journal import Journal
from cnncheck.grading.marks import Graded
from cnncheck.grading.submissions import find_submissions
from cnncheck.options import Options


@pytest.fixture
def many(tmp_path):
    """Twenty files."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(20):
        (folder / f"s{number:02}.py").write_text(f"x = {number}", encoding="utf-8")
    return find_submissions([folder]).submissions


def quick(task):
    """Grade by name alone."""
    number = int(task.name[1:3])
    if number == 7:
        raise OSError("worker lost")
    time.sleep(0.001 * (number % 3))
    return Graded(task.name, task.place, task.content.digest)


def crew(executor, grade=quick):
    return Crew(executor, grade, 4)


def test_the_order_is_that_of_the_arguments(many):
    """However they finish."""
    with ThreadPoolExecutor(3) as executor:
        graded = grade_all(many, b"", Options(), crew(executor))
    assert [each.name for each in graded] == [each.name for each in many]


def test_a_lost_worker_costs_its_submission_alone(many):
    """The others are graded, and the reason is kept."""
    with ThreadPoolExecutor(3) as executor:
        graded = grade_all(many, b"", Options(), crew(executor))
    assert [each.failure for each in graded if each.failure] == ["OSError: worker lost"]
    assert graded[7].failure


def test_what_is_announced_is_on_disk(many, tmp_path):
    """The journal's file has it, byte for byte, before the announcement."""
    path = tmp_path / "j.jsonl"
    journal = Journal(path, "key")
    seen = []

    def announce(graded, resumed):
        assert not resumed
        if not graded.failure:
            assert f'"name": "{graded.name}"' in path.read_text().splitlines()[-1]
        seen.append(graded.name)

    with ThreadPoolExecutor(3) as executor:
        grade_all(many, b"", Options(), crew(executor), journal=journal, announce=announce)
    journal.close()
    assert sorted(seen) == [each.name for each in many]


def test_what_was_finished_goes_by_the_name_it_has_now(many, tmp_path):
    """The same files named one by one, or by their folder, are called otherwise."""
    journal = Journal(tmp_path / "j.jsonl", "key")
    before = [replace(each, name=f"many/{each.name}") for each in many]

    def grade(task):
        return Graded(task.name, task.place, task.content.digest)

    with ThreadPoolExecutor(1) as executor:
        grade_all(before, b"", Options(), crew(executor, grade), journal=journal)
        journal.close()
        journal = Journal(tmp_path / "j.jsonl", "key", resume=True)
        graded = grade_all(many, b"", Options(), crew(executor, None), journal=journal)
    journal.close()
    assert [each.name for each in graded] == [each.name for each in many]


def test_what_failed_is_tried_again(many, tmp_path):
    """And nothing else is, unless its code has changed."""
    path = tmp_path / "j.jsonl"
    tried = []

    def second(task):
        tried.append(task.name)
        return Graded(task.name, task.place, task.content.digest)

    with ThreadPoolExecutor(3) as executor:
        journal = Journal(path, "key")
        grade_all(many, b"", Options(), crew(executor), journal=journal)
        journal.close()
        many[3].path.write_text("changed", encoding="utf-8")
        journal = Journal(path, "key", resume=True)
        graded = grade_all(many, b"", Options(), crew(executor, second), journal=journal)
        journal.close()
    assert sorted(tried) == ["s03.py", "s07.py"]
    assert not any(each.failure for each in graded)


def test_few_are_under_way_at_once(many):
    """So that a cluster's queue and this process's memory stay small."""
    lock, under_way, most = threading.Lock(), 0, 0

    class Counting(ThreadPoolExecutor):
        def submit(self, *args):
            nonlocal under_way, most
            with lock:
                under_way += 1
                most = max(most, under_way)
            future = super().submit(*args)
            future.add_done_callback(done)
            return future

    def done(_):
        nonlocal under_way
        with lock:
            under_way -= 1

    with Counting(2) as executor:
        grade_all(many, b"", Options(), crew(executor))
    assert 2 <= most <= 4


def test_a_failing_reference_ends_the_batch(many):
    """Every other submission would fail alike."""

    def failing(task):
        raise ReferenceFailedError("torch could not answer")

    with ThreadPoolExecutor(1) as executor, pytest.raises(ReferenceFailedError):
        grade_all(many, b"", Options(), crew(executor, failing))


def test_the_exam_is_checked_only_when_something_is_graded(many, tmp_path):
    """A batch that is all in the journal needs no PyTorch."""
    called = []
    for expected in (1, 1):
        journal = Journal(tmp_path / "j.jsonl", "key", resume=True)
        with ThreadPoolExecutor(1) as executor:
            grade_all(
                many[:5], b"", Options(), crew(executor), journal=journal,
                prepare=lambda: called.append(1),
            )  # fmt: skip
        journal.close()
        assert len(called) == expected


def test_threads_grade_for_real_and_leave_nothing(submissions, read_cases):
    """Two at a time, with a process each; none of them is there afterwards."""
    found = find_submissions([submissions]).submissions
    before = children()
    with threads(2) as workers:
        graded = grade_all(found, pack(read_cases()), Options(), workers)
    earned = [each.total.earned for each in graded]
    assert earned == [16.0, 16.0, 16.0, 0.0, 0.0]
    assert children() <= before
    assert not [t for t in threading.enumerate() if t.name.startswith("cnncheck-grade")]


def test_an_interruption_waits_for_nobody(submissions, read_cases):
    """Ctrl-C while a submission is in an endless loop."""
    (submissions / "alice.py").write_text(
        "def pool_forward(X, f, s):\n    while True: pass\n", encoding="utf-8"
    )
    found = find_submissions([submissions / "alice.py", submissions / "bob.ipynb"]).submissions

    def interrupt(graded, resumed):
        raise KeyboardInterrupt

    before = children()
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt), threads(2) as workers:
        grade_all(found, pack(read_cases()), Options(timeout=120.0), workers, announce=interrupt)
    assert time.monotonic() - started < 20
    assert children() <= before


def children():
    """Return this process's children, by number."""
    path = f"/proc/{os.getpid()}/task"
    found = set()
    for thread in os.listdir(path) if os.path.isdir(path) else ():
        with open(f"{path}/{thread}/children", encoding="ascii") as file:
            found.update(file.read().split())
    return found
