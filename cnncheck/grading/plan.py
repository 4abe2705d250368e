"""What is graded when: code that keeps others waiting comes last, the same code is graded once."""

from __future__ import annotations

import statistics
from collections import deque
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.grading.grading import Task
    from cnncheck.grading.marks import Graded


LEAST = 10.0
"""Seconds that a submission may take before it is put last."""

TIMES = 4
"""So many times as long as half of the others took, if that is more."""


class Plan:
    """Tasks in the order in which they are begun.

    Parameters
    ----------
    tasks : iterator of Task
        Taken one by one, when there is room for the next.
    hurried : bool
        Whether anybody else waits.

    Notes
    -----
    Of the same code one task is begun; the others wait for what comes of it. A copy is told under
    its own name what the first was told, unless the name of the first stands anywhere in that: then
    it is graded like any other.
    """

    def __init__(self, tasks: Iterator[Task], *, hurried: bool = True) -> None:
        self._tasks = tasks
        self._hurried = hurried
        self._seconds: list[float] = []
        self._others: deque[Task] = deque()
        self._slow: deque[Task] = deque()
        self._copies: dict[tuple[str, str], list[Task]] = {}
        self._told: dict[tuple[str, str], Graded | None] = {}

    def next(self) -> Task | Graded | None:
        """Return what is to be begun, or is known already; ``None`` when all are under way."""
        for task in self._tasks:
            key = _key(task)
            if task.content.fault or key not in self._copies:
                self._copies.setdefault(key, [])
                return self._in_a_hurry(task)
            if key not in self._told:
                self._copies[key].append(task)
                continue
            told = self._told[key]
            return self._in_a_hurry(task) if told is None else _for_copy(told, task)
        if self._others:
            return self._in_a_hurry(self._others.popleft())
        return self._slow.popleft() if self._slow else None

    def put_last(self, task: Task) -> None:
        """Let a task wait until all others are under way, and then take all of its time."""
        self._slow.append(replace(task, hurry=None))

    def settle(self, task: Task, graded: Graded) -> Iterator[Graded]:
        """Yield what a task came to, for its own submission and for copies of it."""
        yield graded
        self._seconds.append(graded.seconds)
        key = _key(task)
        if key in self._told:
            return
        told = None if graded.failure or _names(graded, task) else graded
        self._told[key] = told
        for copy in self._copies.pop(key, ()):
            if told is None:
                self._others.append(copy)
            else:
                yield _for_copy(told, copy)
        self._copies[key] = []

    def _in_a_hurry(self, task: Task) -> Task:
        """Allow what is usual, several times: where all are slow nobody is."""
        usual = statistics.median(self._seconds) if self._seconds else 0.0
        return replace(task, hurry=max(LEAST, TIMES * usual)) if self._hurried else task


def _key(task: Task) -> tuple[str, str]:
    """Return what is the same of the same code: a notebook is not run as a file is."""
    return task.content.digest, PurePosixPath(task.content.entry).suffix


def _for_copy(graded: Graded, task: Task) -> Graded:
    return replace(graded, name=task.name, place=task.place, seconds=0.0)


def _names(graded: Graded, task: Task) -> bool:
    """Whether the name of a submission stands in what it is told."""
    name = PurePosixPath(task.content.entry).stem
    texts = [*graded.notes, graded.isolation]
    texts += [text for each in graded.scores for text in (each.message, each.hint, each.log)]
    texts += [text for each in graded.causes for text in (each.sentence, *each.lines)]
    return any(name in text for text in texts)
