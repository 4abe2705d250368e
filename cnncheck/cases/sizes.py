"""Sizes of memory as people write them."""

from __future__ import annotations

from pydantic import ByteSize, TypeAdapter, ValidationError

from cnncheck.errors import UsageError

MOST = 1 << 50
"""Bytes; beyond, the system's own limits overflow."""


def parse_size(text: str) -> int:
    """Return the bytes that a size such as ``500MiB`` or ``2GB`` means.

    Raises
    ------
    UsageError
    """
    try:
        size = int(TypeAdapter(ByteSize).validate_python(text))
    except (ValidationError, OverflowError):
        raise UsageError(
            f"{text!r} is not a size", "write a number and a unit, such as 500MiB or 2GiB"
        ) from None
    if size > MOST:
        raise UsageError(f"{text} is more than any machine has", "write a size such as 2GiB")
    return size
