"""Arrays in a ``.npz`` file beside a case file: bounded, without pickle, never of another folder."""

from __future__ import annotations

import math
import os
import zipfile
import zlib
from pathlib import PurePath, PureWindowsPath
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.cases.case_wording import meant, unknown_key
from cnncheck.cases.judging import size
from cnncheck.cases.scalars import show
from cnncheck.errors import UsageError
from cnncheck.files import open_regular
from cnncheck.operators.array_in_file import ArrayInFile

if TYPE_CHECKING:
    from typing import IO

    from cnncheck.cases.nodes import Faults, Node
    from cnncheck.operators.problem import Array

SUFFIX = ".npz"
KEYS = ("npz", "array")
MAX_BYTES = 256 << 20
"""What one array may take in memory."""

_EXAMPLE = "write {npz: FILE.npz, array: NAME}"
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)
"""What a file that is no archive, or a broken, encrypted or strangely packed one, raises."""


class _Refused(Exception):  # noqa: N818 - it is no error until it is said where
    """What is wrong with a file, and what to do."""


def array_in_file(node: Node, path: str, faults: Faults) -> ArrayInFile | None:
    """Read the array that a mapping such as ``{npz: FILE.npz, array: NAME}`` means.

    Parameters
    ----------
    node : Node
        A mapping.
    path : str
        What it is called in messages, ``values.X``.
    faults : Faults
        Receives all that is wrong; it says in which folder the case file is.
    """
    known = len(faults.problems)
    told: dict[str, str] = {}
    for key, part in node.fields.items():
        if key not in KEYS:
            unknown_key(part, key, KEYS, path, faults)
        elif not isinstance(part.value, str):
            faults.add(part, f"{path}.{key} is {show(part.value)}, expected a name", _EXAMPLE)
        told[key] = str(part.value)
    for key in KEYS:
        if key not in told:
            faults.add(node, f"{path} has no {key!r}", _EXAMPLE)
    if len(faults.problems) > known:
        return None
    name, entry = told["npz"], told["array"]
    if faults.folder is None:
        what = f"{path} is in {show(name)}, but this text is in no folder"
        faults.add(node.fields["npz"], what, "load it from a case file")
    elif not _is_beside(name):
        what = f"{path}.npz is {show(name)}, expected a {SUFFIX} file in the case file's folder"
        faults.add(node.fields["npz"], what, "move it there, and write its name")
    else:
        try:
            return ArrayInFile(name, entry, _read(os.path.join(faults.folder, name), entry))
        except _Refused as refused:
            message, hint = refused.args
            faults.add(node.fields["npz"], f"{path}: {name} {message}", hint)
    return None


def _is_beside(name: str) -> bool:
    """Whether a name is that of a file in the same folder or below it, on any system."""
    parts = PureWindowsPath(name).parts
    plain = bool(parts) and ".." not in parts and not PureWindowsPath(name).anchor
    return plain and "\0" not in name and PurePath(name).suffix == SUFFIX


def _read(file: str, entry: str) -> Array:
    try:
        with (
            os.fdopen(open_regular(file), "rb") as stream,
            zipfile.ZipFile(stream) as archive,
        ):
            members = {each.removesuffix(".npy"): each for each in archive.namelist()}
            if entry not in members:
                few = ", ".join(list(members)[:8]) or "none"
                raise _Refused(
                    f"has no array {show(entry)}", meant(entry, members) or f"its arrays: {few}"
                )
            with archive.open(members[entry]) as member:
                return _array(member)
    except UsageError as error:
        raise _Refused(f"cannot be read: {error.message}", error.hint) from None
    except _UNREADABLE:
        raise _Refused("is no sound archive of arrays", "write it with numpy.savez") from None


def _array(member: IO[bytes]) -> Array:
    """Read one array, whose size is known before any of it is."""
    read_header: Any = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }.get(np.lib.format.read_magic(member))
    if read_header is None:
        raise ValueError("it has an array of an unknown format")
    shape, by_columns, dtype = read_header(member)
    if dtype.kind not in "fiu":
        raise _Refused(f"holds {dtype}, expected numbers", "save it as float32 or float64")
    count = math.prod(shape)
    if count * dtype.itemsize > MAX_BYTES:
        needed = size(count * dtype.itemsize)
        raise _Refused(f"holds an array of {needed}", f"give at most {size(MAX_BYTES)}")
    if not count:
        raise _Refused("holds an empty array", "give numbers")
    data = member.read(count * dtype.itemsize)
    if len(data) < count * dtype.itemsize:
        raise EOFError("it ends within an array")
    array = np.frombuffer(data, dtype).reshape(shape[::-1] if by_columns else shape)
    array = array.T if by_columns else array
    return array.astype(array.dtype.newbyteorder("="), order="C")
