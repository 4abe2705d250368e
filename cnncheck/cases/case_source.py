"""Opening a case file: bounded, regular, UTF-8, and never waiting for a writer."""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING

from cnncheck.cases.nodes import Mark
from cnncheck.files import absence

if TYPE_CHECKING:
    from cnncheck.cases.nodes import Faults

MAX_BYTES = 256 * 1024
_FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"


def read_source(path: str, faults: Faults) -> str | None:
    """Read a case file; None when it cannot be read, with the reason among the faults.

    Parameters
    ----------
    path : str
        Any path: a pipe, a device and a folder are refused rather than waited for.
    faults : Faults
    """
    try:
        # O_NONBLOCK: opening a pipe must not wait for somebody to write into it
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _binary_flags())
    except (OSError, ValueError) as error:
        if why := absence(path):
            faults.add(None, f"this {why}", "name the case file itself")
            return None
        reason = error.strerror if isinstance(error, OSError) else str(error)
        faults.add(None, f"the file cannot be read: {reason}", "check its name and permissions")
        return None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            faults.add(None, "this is no regular file", "give a YAML file or a folder of them")
            return None
        data = _read_bounded(descriptor)
    except OSError as error:
        faults.add(None, f"the file cannot be read: {error.strerror}", "check it with another tool")
        return None
    finally:
        os.close(descriptor)
    return decode(data, faults)


def decode(data: bytes, faults: Faults) -> str | None:
    """Turn the bytes of a case file into text that the YAML parser can take.

    Parameters
    ----------
    data : bytes
        UTF-8, with or without a byte order mark, at most `MAX_BYTES`.
    faults : Faults
        Receives the place of the first byte that is no UTF-8 or no text.
    """
    if len(data) > MAX_BYTES:
        faults.add(
            None,
            f"the file is larger than {MAX_BYTES // 1024} KiB",
            "split it into several files, or draw the arrays from a seed",
        )
        return None
    if data.startswith(_UTF16):
        faults.add(Mark(1, 1), "the file is UTF-16, expected UTF-8", "save it as UTF-8")
        return None
    data = data.removeprefix(_BOM)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        mark = _place(data[: error.start].decode())
        byte = data[error.start]
        faults.add(mark, f"byte 0x{byte:02X} is not UTF-8", "save the file as UTF-8")
        return None
    return text if check_characters(text, faults) else None


def check_characters(text: str, faults: Faults) -> bool:
    """Whether a text holds only characters that YAML allows; the first other one is noted."""
    found = _FORBIDDEN.search(text)
    if found is None:
        return True
    character = ord(found[0])
    mark = _place(text[: found.start()])
    if character == 0 and text.count("\0") > len(text) // 4:
        faults.add(mark, "every other byte is zero, as in UTF-16", "save the file as UTF-8")
    else:
        name = "a NUL byte" if character == 0 else f"the control character U+{character:04X}"
        faults.add(mark, f"{name} stands in the text", "delete it")
    return False


def _read_bounded(descriptor: int) -> bytes:
    """Read at most one byte more than allowed; a regular file may still be written to."""
    with os.fdopen(os.dup(descriptor), "rb") as stream:
        return stream.read(MAX_BYTES + 1)


def _binary_flags() -> int:
    return getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0)


def _place(before: str) -> Mark:
    lines = re.split("\r\n|\r|\n", before)
    return Mark(len(lines), len(lines[-1]) + 1)
