"""PyTorch in a process of its own, which imports it while this one does everything else.

Importing torch takes longer than all the rest of a run. On a second core it costs nothing until
the first answer is needed, and nothing that the code under test does to this process (rounding
modes, patched modules) can reach it.
"""

from __future__ import annotations

import contextlib
import pickle
import queue
import subprocess
import sys
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from cnncheck.errors import ReferenceFailedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.operators.problem import Array, Problem
    from cnncheck.references.truth import Truth


BATCH_COUNT = 16
"""Questions that are sent at once, if so many wait."""

BATCH_BYTES = 1 << 20
"""Bytes of problems after which no more are added."""


@contextlib.contextmanager
def started_torch() -> Iterator[RemoteTorch]:
    """Start a process that imports torch, and end it in the end."""
    reference = RemoteTorch()
    try:
        yield reference
    finally:
        reference.close()


_Asked = tuple[str, "Problem", "Future[Any]"]


class RemoteTorch:
    """Answers problems by a process that holds torch; starts it at once and waits for nothing.

    Notes
    -----
    `submit` may be called from any thread. One thread writes the questions and one reads the
    answers, so that neither side ever waits for the other to drain a pipe.
    """

    name = "torch"
    stored = 0

    def __init__(self) -> None:
        here = Path(__file__)
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(here.with_name("serve.py")), str(here.parent.parent.parent)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._unsent: queue.SimpleQueue[_Asked | None] = queue.SimpleQueue()
        self._unanswered: queue.SimpleQueue[list[_Asked]] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=run, name=f"cnncheck-{run.__name__[1:]}", daemon=True)
            for run in (self._write, self._read)
        ]
        for thread in self._threads:
            thread.start()

    def answer(self, problem: Problem) -> Truth:
        """Answer in float64; waits.

        Raises
        ------
        ReferenceFailedError
            When torch cannot answer, or its process has ended.
        """
        truth: Truth = self.submit(problem).result()
        return truth

    def yardstick(self, problem: Problem) -> Array:
        """Answer in the problem's own dtype; waits."""
        value: Array = self.submit(problem, "yardstick").result()
        return value

    def submit(self, problem: Problem, method: str = "answer") -> Future[Any]:
        """Send a question and return at once with the promise of its answer."""
        future: Future[Any] = Future()
        self._unsent.put((method, problem, future))
        return future

    def close(self) -> None:
        """End the process; what is still unanswered fails."""
        self._unsent.put(None)
        self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                _given(pipe).close()

    def _write(self) -> None:
        pipe = _given(self._process.stdin)
        ended = False
        while not ended:
            batch, ended = self._batch()
            if not batch:
                break
            self._unanswered.put(batch)
            # A process that has ended is noticed by whoever reads its answers.
            with contextlib.suppress(OSError):
                pickle.dump([asked[:2] for asked in batch], pipe, pickle.HIGHEST_PROTOCOL)
                pipe.flush()
            del batch  # its arrays are not held until somebody asks again
        self._unanswered.put([])

    def _batch(self) -> tuple[list[_Asked], bool]:
        """Wait for a question; return it with those behind it, and whether they are the last.

        For small problems, waking up the other process takes longer than its answer.
        """
        batch: list[_Asked] = []
        size = 0
        while len(batch) < BATCH_COUNT and size < BATCH_BYTES:
            try:
                asked = self._unsent.get(block=not batch)
            except queue.Empty:
                break
            if asked is None:
                return batch, True
            batch.append(asked)
            size += asked[1].nbytes
        return batch, False

    def _read(self) -> None:
        pipe = _given(self._process.stdout)
        while batch := self._unanswered.get():
            self._keep_promises([future for *_, future in batch], pipe)
            del batch

    def _keep_promises(self, futures: list[Future[Any]], pipe: IO[bytes]) -> None:
        try:
            replies = pickle.load(pipe)
        except (EOFError, OSError, pickle.UnpicklingError):
            for future in futures:
                future.set_exception(self._ended())
            return
        for future, (kind, *rest) in zip(futures, replies, strict=True):
            if kind == "answer":
                future.set_result(rest[0])
            else:
                future.set_exception(ReferenceFailedError(*rest))

    def _ended(self) -> ReferenceFailedError:
        status = self._process.wait()
        return ReferenceFailedError(
            f"the process that runs torch ended with exit status {status}",
            "try: python -c 'import torch'",
        )


def _given(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe
