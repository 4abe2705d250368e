"""Dialects of one's own in Python: a file with a class."""

from __future__ import annotations

import sys
import types
from pathlib import Path

from cnncheck.dialects.base import Dialect
from cnncheck.errors import UsageError, Where


def from_python(path: str) -> Dialect:
    """Return the dialect that a Python file defines.

    Raises
    ------
    UsageError
        When it cannot be imported, or has no class of the kind.
    """
    if not Path(path).is_file():
        raise UsageError(f"{path} is not there", "name a file, or a dialect", Where(path))
    module = types.ModuleType(f"dialect {Path(path).stem}")
    module.__file__ = path
    sys.modules[module.__name__] = module  # where dataclasses look their annotations up
    try:
        # Compiled from what stands there now: a kept bytecode file is believed when the second and
        # the size of its source are the same, which they are when somebody corrects a letter.
        exec(compile(Path(path).read_bytes(), path, "exec"), vars(module))
    except Exception as error:
        raise UsageError(
            f"the dialect {path} cannot be imported: {type(error).__name__}: {error}",
            "cnncheck guide signatures shows what it has to define",
            Where(path),
        ) from None
    kinds = [
        each
        for each in vars(module).values()
        if isinstance(each, type)
        and issubclass(each, Dialect)
        and each.__module__ == module.__name__
    ]
    if len(kinds) != 1:
        raise UsageError(
            f"the dialect {path} defines {len(kinds)} classes of the kind",
            "define one: class Mine(Dialect), as cnncheck guide signatures shows",
            Where(path),
        )
    found: Dialect = kinds[0]()
    return found
