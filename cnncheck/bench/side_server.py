"""The other end of `cnncheck.bench.side_process`: a process with one library, which times itself.

Run as a script, with the folder that holds the package, a library's name, a number of threads, and the
clock: ``wall`` or ``cpu``.
Requests arrive as pickles on standard input and answers leave on what was standard output; both
ends are ours, and no code under test is anywhere near. The end of the input is the end of the
process.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import time
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.bench.libraries.protocol import Library
    from cnncheck.operators.problem import Array, Problem

CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}


def main(root: str, name: str, threads: int, clock: str) -> None:
    """Answer until the input ends."""
    if root not in sys.path:
        sys.path.append(root)
    # Ctrl-C reaches the whole group; whoever asked us decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not look like an answer
    serve(sys.stdin.buffer, answers, name, threads, CLOCKS[clock])


def serve(
    requests: IO[bytes],
    answers: IO[bytes],
    name: str,
    threads: int,
    clock: Callable[[], float] = time.perf_counter,
) -> None:
    """Read (method, arguments), write ``("answer", value)`` or ``("error", message)``."""
    from cnncheck.bench.libraries import open_library

    stand: Stand | None = None
    while True:
        try:
            method, arguments = pickle.load(requests)
        except EOFError:
            return
        try:
            stand = stand or Stand(open_library(name), threads, clock)
            reply: tuple[str, object] = ("answer", getattr(stand, method)(*arguments))
        except (ArithmeticError, ImportError, LookupError, MemoryError) as error:
            reply = ("error", _first_line(error))
        except (RuntimeError, TypeError, ValueError) as error:  # torch raises RuntimeError
            reply = ("error", _first_line(error))
        pickle.dump(reply, answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()


class Stand:
    """A library on the test stand: given a problem, it is called and timed.

    Parameters
    ----------
    library : Library
    threads : int
    clock : callable
    """

    def __init__(
        self, library: Library, threads: int, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._library = library
        self._threads = threads
        self._clock = clock
        self._call: Callable[[], Any] | None = None
        library.use_threads(threads)

    def versions(self) -> dict[str, str]:
        """Return the versions of what computes, and of the linear algebra library."""
        from cnncheck.bench.libraries.protocol import blas_name

        return {**self._library.versions, "blas": blas_name()}

    def prepare(self, problem: Problem) -> Array | None:
        """Get ready and return the first call's result; ``None`` where there is no such pass."""
        self._call = self._library.call(problem)
        return None if self._call is None else self._library.array(self._call())

    def seconds(self, calls: int) -> float:
        """Return the seconds for one call, the mean of so many.

        One more is made before and not timed, for the other side has filled the caches meanwhile,
        and threads may have gone to sleep.
        """
        call = self._prepared()
        call()
        started = self._clock()
        for _ in range(calls):
            call()
        return (self._clock() - started) / calls

    def again(self) -> Array:
        """Return the result of one more call."""
        return self._library.array(self._prepared()())

    def peak(self) -> int | None:
        """Return by how many bytes memory grows at most during a call."""
        from cnncheck.bench.peak_memory import peak_growth

        return peak_growth(self._prepared())

    def gemm_flops(self, dtype: str) -> float:
        """Return the speed of a matrix product with this side's threads."""
        from cnncheck.bench.gauges import gemm_flops

        return gemm_flops(dtype)

    def copy_bandwidth(self) -> float:
        """Return the speed of a copy with this side's threads."""
        from cnncheck.bench.gauges import copy_bandwidth

        return copy_bandwidth(self._threads)

    def _prepared(self) -> Callable[[], Any]:
        if self._call is None:
            raise RuntimeError("nothing is prepared")
        return self._call


def _first_line(error: Exception) -> str:
    text = str(error).strip().splitlines()
    return f"{type(error).__name__}: {text[0]}" if text else type(error).__name__


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
