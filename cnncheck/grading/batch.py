"""Many submissions over an executor, each on disk before it is announced."""

from __future__ import annotations

import contextlib
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from cnncheck.errors import CnncheckError
from cnncheck.grading.content import read_content
from cnncheck.grading.grading import Task, Watch, grade_one
from cnncheck.grading.hurry import SlowError
from cnncheck.grading.marks import Graded
from cnncheck.grading.plan import Plan
from cnncheck.implementations.program import workers_on_their_way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor, Future

    from cnncheck.grading.journal import Journal
    from cnncheck.grading.submissions import Submission
    from cnncheck.options import Options


@dataclass(frozen=True, slots=True)
class Crew:
    """Workers that grade.

    Attributes
    ----------
    executor : concurrent.futures.Executor
    grade : callable
        Submitted with each task.
    ahead : int
        Tasks that are submitted before the first of them has to be finished.
    """

    executor: Executor
    grade: Callable[[Task], Graded]
    ahead: int


@contextlib.contextmanager
def threads(jobs: int) -> Iterator[Crew]:
    """Grade in `jobs` threads of this process; each submission has a process of its own.

    However this is left, no worker process and no thread stays behind, and nobody waits for a
    submission's time limit.
    """
    watch = Watch()
    executor = ThreadPoolExecutor(jobs, thread_name_prefix="cnncheck-grade")
    try:
        with workers_on_their_way():
            yield Crew(executor, partial(grade_one, watch=watch), 2 * jobs)
    except BaseException:
        watch.stop()
        raise
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def grade_all(
    submissions: Sequence[Submission],
    cases: bytes,
    options: Options,
    crew: Crew,
    *,
    journal: Journal | None = None,
    prepare: Callable[[], None] = lambda: None,
    announce: Callable[[Graded, bool], None] = lambda graded, resumed: None,
    on_wait: Callable[[str], None] = lambda name: None,
    on_slow: Callable[[str], None] = lambda name: None,
) -> list[Graded]:
    """Grade submissions.

    Parameters
    ----------
    submissions : sequence of Submission
    cases : bytes
        As `exam.pack` makes them.
    options : Options
    crew : Crew
    journal : Journal, optional
        Finished submissions are taken from it and written to it.
    prepare : callable
        Called once, before the first submission that the journal does not have.
    announce : callable
        Called with each finished submission, and whether the journal had it, once the journal
        holds it for good.
    on_wait : callable
        Called with the name of the submission that has been waited for longest.
    on_slow : callable
        Called with the name of a submission that is put last.

    Returns
    -------
    list of Graded
        In the order of `submissions`.

    Raises
    ------
    CnncheckError
        When a reference fails, a required jail cannot be had, or the journal cannot be written.
    """
    finished: dict[str, Graded] = {}

    def tasks() -> Iterator[Task]:
        prepared = False
        for each in submissions:
            content = read_content(each, options)
            known = journal.find(each.place, content.digest) if journal else None
            if known:
                known = replace(known, name=each.name)  # it was perhaps called otherwise then
                finished[each.name] = known
                announce(known, True)
                continue
            if not prepared:
                prepare()
                prepared = True
            yield Task(each.name, each.place, content, cases, options)

    plan = Plan(tasks(), hurried=len(submissions) > 1)
    for graded in _completed(plan, crew, on_wait, on_slow):
        # What cnncheck failed to judge is not finished: --resume tries it again.
        if journal and not graded.failure:
            journal.add(graded)
        finished[graded.name] = graded
        announce(graded, False)
    return [finished[each.name] for each in submissions]


def _completed(
    plan: Plan, crew: Crew, on_wait: Callable[[str], None], on_slow: Callable[[str], None]
) -> Iterator[Graded]:
    """Yield what is finished, as it is finished, with a bounded number under way."""
    waiting: dict[Future[Graded], Task] = {}
    try:
        while (more := plan.next()) is not None or waiting:
            if isinstance(more, Graded):
                yield more
                continue
            if more is not None:
                waiting[crew.executor.submit(crew.grade, more)] = more
            if more is None or len(waiting) >= crew.ahead:
                on_wait(next(iter(waiting.values())).name)  # they begin in this order
                done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    yield from _settled(future, waiting.pop(future), plan, on_slow)
    finally:
        for future in waiting:
            future.cancel()


def _settled(
    future: Future[Graded], task: Task, plan: Plan, on_slow: Callable[[str], None]
) -> Iterator[Graded]:
    try:
        yield from plan.settle(task, _outcome(future, task))
    except SlowError:
        plan.put_last(task)
        on_slow(task.name)


def _outcome(future: Future[Graded], task: Task) -> Graded:
    try:
        return future.result()
    except (CnncheckError, SlowError):
        raise
    except Exception as error:  # a lost cluster worker, or a fault of ours: the others go on
        failure = f"{type(error).__name__}: {error}"
        return Graded(task.name, task.place, task.content.digest, failure=failure)
