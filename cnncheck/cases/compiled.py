"""Cases of files that have not changed since they were last read, without reading them again.

YAML, pydantic and the checks take longer than the questions of a small file. What is remembered is
found again under a digest of the text and of the code that reads it, so a change of either is noticed;
and only of files in which nothing was wrong, and that take no arrays from another.
"""

from __future__ import annotations

import io
import os
import pickle
from functools import cache
from glob import glob
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Protocol

from cnncheck.errors import Where
from cnncheck.operators import case, expected
from cnncheck.operators.places import VARIABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.operators.case import Case

_READING = (
    "cases/*.py",
    "operators/*.py",
    "operators/*/operator.py",
    "dtypes.py",
    "errors.py",
    "files.py",
    "shapes.py",
)
"""Of the package, what decides how a file is read."""

_KINDS: dict[tuple[str, str], Any] = {
    (each.__module__, each.__qualname__): each
    for each in (
        case.Case,
        expected.Expectation,
        expected.ExpectedSlice,
        case.OutGrad,
        case.Tolerance,
        Where,
        slice,
    )
}
"""All that a case is made of, besides numbers, texts and what holds them."""


class Memory(Protocol):
    """Remembers bytes from one run to the next; what was damaged meanwhile is forgotten."""

    def recall(self, key: bytes) -> bytes | None:
        """Return what was remembered under a key."""

    def remember(self, key: bytes, body: bytes) -> None:
        """Remember some bytes."""


def key_of(text: str, name: str, max_memory: int) -> bytes | None:
    """Return what tells the text of a file from all that read otherwise.

    ``None`` where operators are plugged in: what they read with is not known here.
    """
    if os.environ.get(VARIABLE):
        return None
    told = blake2b(_reading_code(), digest_size=16)
    told.update(repr((name, max_memory)).encode("utf-8", "surrogatepass"))
    told.update(text.encode("utf-8", "surrogatepass"))
    return b"cases" + told.digest()


def compiled(cases: Sequence[Case]) -> bytes | None:
    """Return cases as bytes; ``None`` where they hold what the text of their file does not say."""
    body = pickle.dumps(list(cases), pickle.HIGHEST_PROTOCOL)
    return None if restored(body) is None else body


def restored(body: bytes | None) -> list[Case] | None:
    """Return cases that were compiled; ``None`` where these bytes are none."""
    if body is None:
        return None
    try:
        found = _Reader(io.BytesIO(body)).load()
    except Exception:  # whatever damaged bytes say, the file itself is there to be read
        return None
    sound = isinstance(found, list) and all(isinstance(each, case.Case) for each in found)
    return found if sound else None


class _Reader(pickle.Unpickler):
    """Makes cases, and calls nothing else that the bytes may name."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _KINDS:
            raise pickle.UnpicklingError(f"a case has no {module}.{name}")
        return _KINDS[module, name]


@cache
def _reading_code() -> bytes:
    told = blake2b(digest_size=16)
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for pattern in _READING:
        for name in sorted(glob(pattern, root_dir=package)):
            told.update(f"{name} ".encode())
            with open(os.path.join(package, name), "rb", buffering=0) as file:
                told.update(file.read())
    return told.digest()
