"""Dialects of one's own in Python: a file with a class."""

from __future__ import annotations

import functools
import sys
import traceback
import types
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnncheck.dialects.base import Dialect
from cnncheck.errors import CnncheckError, UsageError, Where

if TYPE_CHECKING:
    from collections.abc import Callable


def from_python(path: str) -> Dialect:
    """Return the dialect that a Python file defines.

    Raises
    ------
    UsageError
        When it cannot be imported, or has no class of the kind.
    """
    if not Path(path).is_file():
        raise UsageError("is not there", "name a file, or a dialect", Where(path))
    module = types.ModuleType(f"dialect {Path(path).stem}")
    module.__file__ = path
    sys.modules[module.__name__] = module  # where dataclasses look their annotations up
    try:
        # Compiled from what stands there now: a kept bytecode file is believed when the second and
        # the size of its source are the same, which they are when somebody corrects a letter.
        exec(compile(Path(path).read_bytes(), path, "exec"), vars(module))
    except Exception as error:
        raise UsageError(
            f"the dialect cannot be imported: {type(error).__name__}: {error}",
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
            f"the dialect defines {len(kinds)} classes of the kind",
            "define one: class Mine(Dialect), as cnncheck guide signatures shows",
            Where(path),
        )
    kind = kinds[0]
    for name, method in [*vars(kind).items()]:
        if isinstance(method, types.FunctionType):
            setattr(kind, name, _guarded(method, path))
    found: Dialect = _guarded(kind, path)()
    return found


def _guarded(method: Callable[..., Any], path: str) -> Callable[..., Any]:
    """Return a method that says, where it raises, that it is the dialect's and in which line."""

    @functools.wraps(method, updated=())
    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except CnncheckError:
            raise
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)
            line = [each.lineno for each in frames if each.filename == path][-1:]
            raise UsageError(
                f"the dialect raised {type(error).__name__}: {error}, in {method.__name__}",
                "mend it; cnncheck guide signatures shows what each method is given",
                Where(path, *line),
            ) from error

    return guarded
