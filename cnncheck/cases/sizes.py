"""Sizes of memory as people write them."""

from __future__ import annotations

from pydantic import ByteSize, TypeAdapter, ValidationError

from cnncheck.errors import UsageError


def parse_size(text: str) -> int:
    """Return the bytes that a size such as ``500MiB`` or ``2GB`` means.

    Raises
    ------
    UsageError
    """
    try:
        return int(TypeAdapter(ByteSize).validate_python(text))
    except ValidationError:
        raise UsageError(
            f"{text!r} is not a size", "write a number and a unit, such as 500MiB or 2GiB"
        ) from None
