"""A library in a process of its own: in one process two libraries disturb each other's timings."""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from cnncheck.bench.side import SideFailedError
from cnncheck.calls import Reply
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cnncheck.operators.problem import Problem

_THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


class RemoteSide:
    """A library that cnncheck knows, ready to be timed.

    Parameters
    ----------
    name : str
        ``builtin`` or a peer's.
    threads : int
        Set in its environment before it starts, and by its own means once it is there.
    cpu : bool
        Whether seconds are those of its processor, and not those on the clock.
    """

    most_calls = 10_000
    isolation = "own process, cnncheck's own code"
    notes: tuple[str, ...] = ()

    def __init__(self, name: str, threads: int, *, cpu: bool = False) -> None:
        self.name = name
        self._threads = threads
        self._clock = "cpu" if cpu else "wall"
        self._process: subprocess.Popen[bytes] | None = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        script = Path(__file__).with_name("side_server.py")
        root = script.parent.parent.parent
        return subprocess.Popen(
            [
                sys.executable,
                "-P",
                str(script),
                str(root),
                self.name,
                str(self._threads),
                self._clock,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **dict.fromkeys(_THREAD_VARIABLES, str(self._threads))},
        )

    def versions(self) -> Mapping[str, str]:
        """Names and versions of what computes; waits until the library is imported."""
        found: Mapping[str, str] = self._ask("versions")
        return found

    def prepare(self, problem: Problem) -> Reply:
        """Take the problem that is timed next and answer it; ``NOT_ASKED`` without such a pass."""
        try:
            value = self._ask("prepare", problem)
        except SideFailedError as error:
            return Reply(None, Outcome.RAISED, error.message)
        if value is None:
            return Reply(
                None,
                Outcome.NOT_ASKED,
                f"{self.name} has no {problem.operator} {problem.pass_name}",
            )
        return Reply(value)

    def seconds(self, calls: int) -> float:
        """Return the seconds for one call, the mean of so many made at once."""
        return float(self._ask("seconds", calls))

    def peak(self) -> int | None:
        """Return by how many bytes memory grows at most during a call, where Linux tells."""
        found: int | None = self._ask("peak")
        return found

    def last(self) -> Reply | None:
        """Return nothing: results stay in the process while it is timed."""
        return None

    def watch(self, check: Callable[[Reply], None] | None) -> None:
        """Do nothing: results stay in the process while it is timed."""

    def again(self) -> Reply:
        """Return the result of one more call."""
        return Reply(self._ask("again"))

    def gemm_flops(self, dtype: str) -> float:
        """Return the multiplications and additions a second of a large matrix product."""
        return float(self._ask("gemm_flops", dtype))

    def copy_bandwidth(self) -> float:
        """Return the bytes a second that a copy of a large array reads and writes."""
        return float(self._ask("copy_bandwidth"))

    def close(self) -> None:
        """End the process; may be repeated."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                _given(pipe).close()

    def _ask(self, method: str, *arguments: object) -> Any:
        """Send a request and wait for its answer.

        Raises
        ------
        SideFailedError
            When the library cannot do what was asked, or its process has ended. The next request
            then starts another.
        """
        process = self._process = self._process or self._started()
        request = pickle.dumps((method, arguments), protocol=pickle.HIGHEST_PROTOCOL)
        try:
            pipe = _given(process.stdin)
            pipe.write(request)
            pipe.flush()
            kind, value = pickle.load(_given(process.stdout))
        except (EOFError, OSError, pickle.UnpicklingError):
            status = process.wait()
            self.close()
            raise SideFailedError(
                self.name,
                f"the process that times {self.name} ended with exit status {status}",
                "it may have run out of memory; leave out the largest cases with --case",
            ) from None
        if kind == "error":
            raise SideFailedError(self.name, f"{self.name} could not answer: {value}")
        return value


def _given(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe
