"""The same tasks on a real Dask scheduler with two worker processes."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cnncheck.api import Settings, opened, run_cases
from cnncheck.errors import CnncheckError, UsageError
from cnncheck.grading.batch import grade_all, threads
from cnncheck.grading.cluster import cluster
from cnncheck.grading.exam import pack
from cnncheck.grading.spread import run_spread
from cnncheck.grading.submissions import find_submissions
from cnncheck.options import Options

pytest.importorskip("distributed", reason="the dask extra is not installed")

PATIENCE = 60


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """A scheduler's address; its process ends with the tests."""
    folder = tmp_path_factory.mktemp("scheduler")
    file = folder / "scheduler.json"
    process = start(
        "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
        "--scheduler-file", str(file), folder=folder,
    )  # fmt: skip
    until(lambda: file.is_file() and file.read_text().endswith("}"), process, folder)
    yield json.loads(file.read_text())["address"]
    end(process)


@pytest.fixture(scope="module")
def workers(scheduler, tmp_path_factory):
    """The scheduler's address, with two workers in folders of their own."""
    from distributed import Client

    processes = []
    options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory")
    for number in range(2):
        folder = tmp_path_factory.mktemp(f"worker{number}")
        processes.append(start("dask_worker", scheduler, *options, str(folder), folder=folder))
    with Client(scheduler, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=PATIENCE)
    yield scheduler
    for process in processes:
        end(process)


def start(module, *words, folder):
    with open(folder / "log", "wb") as log:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", f"distributed.cli.{module}", *words],
            cwd=folder,
            stdout=log,
            stderr=log,
        )


def until(true, process, folder):
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert process.poll() is None, (folder / "log").read_text()
        assert time.monotonic() < deadline, (folder / "log").read_text()
        time.sleep(0.05)


def end(process):
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def test_a_cluster_without_workers_says_so(scheduler):
    """Instead of waiting for ever. Runs before the workers start."""
    with pytest.raises(CnncheckError) as caught, cluster(scheduler):
        pass
    assert str(caught.value) == (
        f"the Dask cluster at {scheduler} has no worker; start one with: dask worker {scheduler}"
    )


def test_a_cluster_grades_as_threads_do(workers, submissions, read_cases):
    """Score for score, in two processes that see none of the files."""
    found = find_submissions([submissions]).submissions
    cases = pack(read_cases())
    with threads(1) as crew:
        here = grade_all(found, cases, Options(), crew)
    with cluster(workers) as crew:
        there = grade_all(found, cases, Options(), crew)
    assert [each.scores for each in there] == [each.scores for each in here]
    assert [each.digest for each in there] == [each.digest for each in here]
    assert not any(each.failure for each in there)
    assert any("own process" in each.isolation for each in there)


def test_both_processes_work_and_compute_each_answer_once(workers, read_cases, exam_text):
    """The exam of a process is one for all its tasks."""
    from distributed import Client

    with Client(workers, set_as_default=False) as client:
        cases = pack(read_cases(exam_text.replace("seed: 4,", "seed: 44,")))  # new to them
        first = client.run(answers_of, cases)
        assert len(first) == 2
        assert set(first.values()) == {2 * 9}
        assert set(client.run(answers_of, cases).values()) == {0}


@pytest.mark.parametrize("faulty", [False, True])
def test_a_run_on_a_cluster_reports_what_a_run_here_does(workers, read_cases, submissions, faulty):
    """In chunks, in both processes, with the same verdicts and diagnoses."""
    wrong = Path(__file__).parent.parent / "faulty" / "pool_minimum.py"
    source = str(wrong if faulty else submissions / "alice.py")
    cases, settings = read_cases(), Settings(shrink_seconds=0.5)
    with opened(source, Options()) as implementation:
        here = run_cases(cases, implementation, settings)
    with cluster(workers) as crew:
        there = run_spread(source, cases, settings, Options(), crew)
    assert [(each.id, each.verdict.outcome) for each in there.results] == [
        (each.id, each.verdict.outcome) for each in here.results
    ]
    assert there.passed is not faulty
    assert there.implementations == here.implementations
    assert len(there.diagnoses) == len(here.diagnoses)
    assert bool(there.diagnoses) is faulty


def answers_of(cases):
    """Count what the reference of this process is asked now."""
    from cnncheck.grading.exam import exam_of
    from cnncheck.references.torch_reference import TorchReference

    asked = 0
    answer = TorchReference.answer

    def counted(self, problem):
        nonlocal asked
        asked += 1
        return answer(self, problem)

    TorchReference.answer = counted
    try:
        exam = exam_of(cases + b"")
        for question in exam.questions:
            exam.sheets(question)
    finally:
        TorchReference.answer = answer
    return asked


def test_no_scheduler_there(monkeypatch):
    """The address is named, and how to get one."""
    monkeypatch.setattr("cnncheck.grading.cluster.CONNECT_SECONDS", 1)
    with pytest.raises(UsageError) as caught, cluster("tcp://127.0.0.1:1"):
        pass
    assert str(caught.value) == (
        "there is no Dask scheduler at tcp://127.0.0.1:1; start one with: dask scheduler, and give "
        "the address that it prints"
    )
