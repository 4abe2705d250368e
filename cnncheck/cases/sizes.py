"""Sizes of memory as people write them."""

from __future__ import annotations

import re

from cnncheck.errors import UsageError

MOST = 1 << 50
"""Bytes; beyond, the system's own limits overflow."""

_SIZE = re.compile(r"\s*(\d*\.?\d+)\s*([kmgtpe]?)(i?)b?\s*", re.IGNORECASE | re.ASCII)


def parse_size(text: str) -> int:
    """Return the bytes that a size such as ``500MiB`` or ``2GB`` means.

    Raises
    ------
    UsageError
    """
    found = _SIZE.fullmatch(text)
    if found is None or (found[3] and not found[2]):
        raise UsageError(
            f"{text!r} is not a size", "write a number and a unit, such as 500MiB or 2GiB"
        )
    power = " kmgtpe".index(found[2].lower() or " ")
    size = float(found[1]) * (1024 if found[3] else 1000) ** power
    if size > MOST:
        raise UsageError(f"{text} is more than any machine has", "write a size such as 2GiB")
    return int(size)
