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

    def __init__(self) -> None:
        here = Path(__file__)
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(here.with_name("serve.py")), str(here.parent.parent.parent)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._unsent: queue.SimpleQueue[_Asked | None] = queue.SimpleQueue()
        self._unanswered: queue.SimpleQueue[_Asked | None] = queue.SimpleQueue()
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
        while (asked := self._unsent.get()) is not None:
            self._unanswered.put(asked)
            # A process that has ended is noticed by whoever reads its answers.
            with contextlib.suppress(OSError):
                pickle.dump(asked[:2], pipe, protocol=pickle.HIGHEST_PROTOCOL)
                pipe.flush()
        self._unanswered.put(None)

    def _read(self) -> None:
        pipe = _given(self._process.stdout)
        while (asked := self._unanswered.get()) is not None:
            future = asked[2]
            try:
                kind, *rest = pickle.load(pipe)
            except (EOFError, OSError, pickle.UnpicklingError):
                future.set_exception(self._ended())
                continue
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
