"""PyTorch, asked only what it has not answered before."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.references.opinion import CONFIRMED, ONCE, second_opinion
from cnncheck.references.remote import RemoteTorch
from cnncheck.references.store import MOST_ENTRY, Store
from cnncheck.references.store_file import default_path
from cnncheck.references.stored_entries import key_of
from cnncheck.references.truth import Kept, Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from cnncheck.operators.problem import Array, Problem
    from cnncheck.references.truth import PromisedAnswer


@contextlib.contextmanager
def stored_torch(*, store: bool = True) -> Iterator[StoredTorch]:
    """Open torch behind the store of its answers, and end both in the end.

    Parameters
    ----------
    store : bool, optional
        Whether to read and write the user's store; without, answers are kept for this process.
    """
    reference = StoredTorch(Store(default_path() if store else None))
    try:
        yield reference
    finally:
        reference.close()


def memory_of(reference: object) -> Store | None:
    """Return where a run that believes a reference remembers what it has read."""
    return reference.store if isinstance(reference, StoredTorch) else None


class StoredTorch:
    """Answers from a store; what is not there is answered by torch in its process, and kept.

    Parameters
    ----------
    store : Store
        Closed with this.
    start : callable, optional
        Starts the process that holds torch. With an empty store that is done at once, as importing
        torch takes longest; else when the first answer is missing.

    Attributes
    ----------
    store : Store
        What else a run remembers is kept there too.
    stored, asked : int
        How many answers came from the store, and from torch; yardsticks are not counted.
    """

    name = "torch"

    def __init__(self, store: Store, start: Callable[[], RemoteTorch] = RemoteTorch) -> None:
        self.store = store
        self._start = start
        self._lock = threading.Lock()
        self._torch: RemoteTorch | None = None
        self.stored = 0
        self.asked = 0
        if store.empty():
            self._started()

    def submit(self, problem: Problem, method: str = "answer") -> PromisedAnswer:
        """Return the promise of an answer, kept at once where the store has it; from any thread."""
        if problem.nbytes > MOST_ENTRY or method == ONCE:
            return self._ask(problem, method)
        yardstick = method == "yardstick"
        key = key_of(problem, yardstick=yardstick)
        truth = self.store.get(key, problem.out_shape)
        if truth is None:
            future = self._ask(problem, method)
            future.add_done_callback(lambda done: self._keep(key, method, done))
            return future
        with self._lock:
            self.stored += not yardstick
        if yardstick:
            return Kept(truth.value.astype(problem.result_dtype))
        return Kept(self._confirmed(key, problem, truth) if method == CONFIRMED else truth)

    def _confirmed(self, key: bytes, problem: Problem, truth: Truth) -> tuple[Truth, Array]:
        """Return a stored answer with the definition's, which is worked out once alone."""
        if truth.confirmed:
            return truth, truth.value
        opinion = second_opinion(problem)
        if np.array_equal(truth.value, opinion):
            self.store.put(key, replace(truth, confirmed=True))
        return truth, opinion

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

    def close(self) -> None:
        """Write what is new to the store, and end torch's process if there is one."""
        if self._torch is not None:
            self._torch.close()
        self.store.close()

    def _ask(self, problem: Problem, method: str) -> Future[Any]:
        with self._lock:
            self.asked += method != "yardstick"
        return self._started().submit(problem, method)

    def _started(self) -> RemoteTorch:
        with self._lock:
            if self._torch is None:
                self._torch = self._start()
            return self._torch

    def _keep(self, key: bytes, method: str, done: Future[Any]) -> None:
        if done.cancelled() or done.exception() is not None:
            return
        said = done.result()
        if method == "yardstick":
            said = Truth(said)
        if method == CONFIRMED:
            truth, opinion = said
            said = replace(truth, confirmed=np.array_equal(truth.value, opinion))
        self.store.put(key, said)
