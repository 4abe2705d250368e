"""The other end of `cnncheck.references.remote`: a process that imports torch and answers.

Run as a script, with the folder that holds the package as its argument. Questions arrive as
pickles on standard input and answers leave on what was standard output; both ends are ours, and
no code under test is anywhere near. The end of the input is the end of the process.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from cnncheck.operators.problem import Problem
    from cnncheck.references.torch_reference import TorchReference


def main(root: str) -> None:
    """Answer until the input ends."""
    if root not in sys.path:
        sys.path.append(root)
    # Ctrl-C reaches the whole group; whoever asked us decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not look like an answer
    try:
        serve(sys.stdin.buffer, answers)
    except BrokenPipeError:  # nobody reads any more
        os._exit(0)


def serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Read lists of (method, problem), write lists of ``("answer", truth)`` or ``("error", ...)``.

    An error has a message and a hint.
    """
    from cnncheck.references.memory import give_back_large_arrays

    give_back_large_arrays()
    gc.disable()  # it takes a tenth of the import of torch, of which all stays
    from cnncheck.references.torch_reference import TorchReference

    gc.freeze()
    gc.enable()
    reference = TorchReference()
    while True:
        try:
            asked = pickle.load(questions)
        except (EOFError, pickle.UnpicklingError):  # the end, or half a question of who is gone
            return
        replies = [_reply(reference, method, problem) for method, problem in asked]
        pickle.dump(replies, answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()
        del asked, replies  # the next questions need the memory


def _reply(reference: TorchReference, method: str, problem: Problem) -> tuple[object, ...]:
    from cnncheck.errors import ReferenceFailedError
    from cnncheck.references.opinion import asked

    try:
        return "answer", asked(reference, method, problem)
    except ReferenceFailedError as error:
        return "error", error.message, error.hint


if __name__ == "__main__":
    main(sys.argv[1])
