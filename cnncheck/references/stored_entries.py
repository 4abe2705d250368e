"""What is kept of an answer, and the key under which it is found again.

An entry is a checksum over the key and the rest; then the norm, the seconds, whether there is a
magnitude, and whether the definition gave the same; then the answer and the magnitude as little-endian
float64 in C order.
"""

from __future__ import annotations

import math
import struct
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.dtypes import is_integer
from cnncheck.installed import installed_version
from cnncheck.operators import formulas
from cnncheck.operators.places import places
from cnncheck.references.truth import Truth

if TYPE_CHECKING:
    from cnncheck.operators.problem import Problem

FORMAT = 3
"""Rises when entries are written otherwise; those of other formats are never found."""

KEY_BYTES = 16
"""Length of the key of an answer."""

_CHECKSUM = 16
_HEADER = struct.Struct("<dd??6x")
_FLOAT64 = np.dtype("<f8")


def key_of(problem: Problem, *, yardstick: bool = False) -> bytes:
    """Return what tells a question from all others that have another answer.

    Parameters
    ----------
    problem : Problem
    yardstick : bool, optional
        Whether the answer is to be in the problem's own dtype.

    Notes
    -----
    The digest is of the drawn arrays and not of the case they come from: a case that was renamed is
    remembered, one whose seed was changed is not. The version of torch is part of it, and so is the
    code that asks torch, and the definition: an operator that is still being written has no answers of
    its past.
    """
    told = blake2b(asking_code(problem.operator), digest_size=KEY_BYTES)
    words: list[object] = [FORMAT, torch_version(), problem.operator, problem.pass_name]
    words += [problem.out_shape, problem.needs_bound, yardstick]
    words += [problem.result_dtype.str] if is_integer(problem.dtype) else []
    for name, value in problem.arguments.items():
        if isinstance(value, np.ndarray):
            words += [name, value.shape, value.dtype.str]
        else:
            words += [name, value]
    told.update(repr(words).encode())
    for value in problem.arrays.values():
        told.update(value.tobytes())
    return told.digest()


@cache
def asking_code(operator: str) -> bytes:
    """Return a digest of the code that answers an operator's problems, which is not run."""
    told = blake2b(digest_size=16)
    package = places()[operator].package
    shared = (f"{__package__}.torch_reference", f"{__package__}.definition", formulas.__name__)
    for module in (*shared, *(f"{package}.{part}" for part in ("operator", "torch", "formula"))):
        spec = find_spec(module)
        if spec is not None and spec.origin is not None:
            told.update(Path(spec.origin).read_bytes())
    return told.digest()


@cache
def torch_version() -> str:
    """Return the version of torch that is installed, without importing it."""
    return installed_version("torch")


def encoded(key: bytes, truth: Truth) -> bytes:
    """Return the entry of an answer."""
    arrays = [truth.value] if truth.magnitude is None else [truth.value, truth.magnitude]
    body = _HEADER.pack(truth.norm, truth.seconds, truth.magnitude is not None, truth.confirmed)
    body += b"".join(np.ascontiguousarray(array, _FLOAT64).tobytes() for array in arrays)
    return sealed(key, body)


def decoded(key: bytes, entry: bytes, shape: tuple[int, ...]) -> Truth | None:
    """Return the answer of an entry, or ``None`` when it is not sound or of another shape."""
    body = unsealed(key, entry)
    if body is None or len(body) < _HEADER.size:
        return None
    norm, seconds, bounded, confirmed = _HEADER.unpack_from(body)
    size = math.prod(shape)
    if len(body) != _HEADER.size + (2 if bounded else 1) * size * _FLOAT64.itemsize:
        return None
    numbers = np.frombuffer(body, _FLOAT64, offset=_HEADER.size).astype(np.float64, copy=False)
    magnitude = numbers[size:].reshape(shape) if bounded else None
    return Truth(numbers[:size].reshape(shape), magnitude, norm, seconds, confirmed)


def sealed(key: bytes, body: bytes) -> bytes:
    """Return an entry: some bytes behind a checksum of the key and them."""
    return _checksum(key, body) + body


def unsealed(key: bytes, entry: bytes) -> bytes | None:
    """Return the bytes of an entry, or ``None`` when they are not what was kept under the key."""
    checksum, body = entry[:_CHECKSUM], entry[_CHECKSUM:]
    return body if checksum == _checksum(key, body) else None


def _checksum(key: bytes, body: bytes) -> bytes:
    return blake2b(key + body, digest_size=_CHECKSUM).digest()
