"""Texts, numbers and raw arrays as bytes, and read back with each length checked first.

No pickle, no npy. What is read was perhaps written by hostile code.
"""

from __future__ import annotations

import functools
import math
import struct
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.dtypes import BFLOAT16, dtype_of, is_bfloat16

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cnncheck.sandbox.wire import Part

LONGEST_TEXT = 1 << 16
_MOST_DIMENSIONS = 64
_DTYPES = [
    "b1",
    "i1",
    "i2",
    "i4",
    "i8",
    "u1",
    "u2",
    "u4",
    "u8",
    "f2",
    "f4",
    "f8",
    "f16",
    "c8",
    "c16",
    "c32",
    BFLOAT16,
]
_LENGTH = struct.Struct("<I")
_READ_ONLY = 0x80
"""Added to the code of the dtype."""

_SMALL = 1 << 12
"""Bytes of an array that are copied in less time than it takes to look at them as bytes."""

_BOOL = _DTYPES.index("b1")


class FrameError(Exception):
    """Bytes that are not what was agreed on."""


class Reader:
    """Takes a payload apart from front to back.

    Parameters
    ----------
    payload : bytes-like

    Raises
    ------
    FrameError
        From every method, when the payload is too short or its content is not allowed.
    """

    def __init__(self, payload: bytes | bytearray | memoryview) -> None:
        self._view = memoryview(payload)
        self._at = 0

    def take(self, count: int) -> memoryview:
        """Return the next bytes."""
        if count > len(self._view) - self._at:
            raise FrameError(f"the payload ends {count} bytes too early")
        self._at += count
        return self._view[self._at - count : self._at]

    def unpack(self, form: str) -> tuple[Any, ...]:
        """Return the next fields, as `struct` names them."""
        fields = compiled(form)
        if fields.size > len(self._view) - self._at:
            raise FrameError(f"the payload ends {fields.size} bytes too early")
        self._at += fields.size
        return fields.unpack_from(self._view, self._at - fields.size)

    def byte(self) -> int:
        """Return the next byte."""
        if self._at == len(self._view):
            raise FrameError("the payload ends 1 bytes too early")
        self._at += 1
        return self._view[self._at - 1]

    def length(self) -> int:
        """Return the next length, or whatever else is an unsigned integer."""
        if len(self._view) - self._at < _LENGTH.size:
            raise FrameError(f"the payload ends {_LENGTH.size} bytes too early")
        (length,) = _LENGTH.unpack_from(self._view, self._at)
        self._at += _LENGTH.size
        return int(length)

    def text(self) -> str:
        """Return the next text, which comes with its length."""
        return self.text_of(self.length())

    def text_of(self, length: int) -> str:
        """Return the next text, of a length that is known."""
        if not length:
            return ""
        if length > LONGEST_TEXT:
            raise FrameError(f"a text has {length} bytes")
        try:
            return str(self.take(length), "utf-8")
        except UnicodeDecodeError as error:
            raise FrameError(f"a text is not UTF-8: {error}") from None

    def array(self) -> tuple[NDArray[Any], tuple[int, ...], bool]:
        """Return the next array, in C order, the strides it had, and whether it could be written."""
        code, ndim = self.unpack("BB")
        writeable, code = not code & _READ_ONLY, code & ~_READ_ONLY
        if code >= len(_DTYPES) or ndim > _MOST_DIMENSIONS:
            raise FrameError(f"an array has dtype code {code} and {ndim} dimensions")
        lengths = self.unpack(f"{ndim}Q{ndim}q")
        shape, strides = lengths[:ndim], lengths[ndim:]
        try:
            dtype = dtype_of(_DTYPES[code])
            # Python's integers do not overflow, so a lying shape cannot come out small.
            data = self.take(math.prod(shape) * dtype.itemsize)
            array = np.frombuffer(data, dtype).reshape(shape)
        except (TypeError, ValueError, OverflowError) as error:  # what NumPy has no array of
            raise FrameError(f"an array of shape {shape} cannot be: {error}") from None
        if code == _BOOL and array.size and array.view(np.uint8).max() > 1:
            raise FrameError("a truth value is neither 0 nor 1")
        return array, strides, writeable

    def done(self) -> None:
        """Check that nothing is left."""
        if self._at != len(self._view):
            raise FrameError(f"{len(self._view) - self._at} bytes are left over")


def text(value: str) -> bytes:
    """Encode a text with its length; too long a one is shortened."""
    data = encoded(value)
    return struct.pack("<I", len(data)) + data


def encoded(value: str) -> bytes:
    """Return a text in UTF-8, cut to the longest that may travel."""
    data = value.encode("utf-8", "backslashreplace")
    if len(data) <= LONGEST_TEXT:
        return data
    return data[:LONGEST_TEXT].decode("utf-8", "ignore").encode()


@functools.cache
def compiled(form: str) -> struct.Struct:
    """Return how fields are packed; the forms are ours, so there are few."""
    return struct.Struct("<" + form)


def array(value: NDArray[Any]) -> list[Part]:
    """Encode an array with its strides; a large one in C order is not copied."""
    code = _code(value.dtype) | (0 if value.flags.writeable else _READ_ONLY)
    ndim = value.ndim
    head = compiled(f"BB{ndim}Q{ndim}q").pack(code, ndim, *value.shape, *value.strides)
    if value.nbytes <= _SMALL:
        return [head, value.tobytes()]
    return [head, np.ascontiguousarray(value).reshape(-1).view(np.uint8).data]


@functools.cache
def _code(dtype: np.dtype[Any]) -> int:
    """Return the number of a dtype."""
    return _DTYPES.index(BFLOAT16 if is_bfloat16(dtype) else dtype.str[1:])
