"""Which code is under test, where a person binds functions to files and names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cnncheck.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BUILTIN = "builtin"
BETWEEN = ","
"""What stands between files that are checked together: ``conv.py,pool.py``."""


def source_of(named: str | None, bind: Mapping[str, str]) -> str:
    """Return the code under test: what is named, or the files of binds, or else the built-in code.

    Raises
    ------
    UsageError
        When a bind is of no file, and no code is named that it could be of.
    """
    if named not in (None, BUILTIN) or not bind:
        return named or BUILTIN
    function, target = next(iter(bind.items()))
    files = {target.rpartition(":")[0] for target in bind.values()} - {""}
    if named == BUILTIN or not files:
        raise UsageError(
            f"{function} is bound to {target}, but no code is named that has it",
            f"name it with --impl, or bind {function}=FILE.py:{target.rpartition(':')[2]}",
        )
    return BETWEEN.join(sorted(files))


def below(root: Path, bind: Mapping[str, str]) -> dict[str, str]:
    """Return binds whose files are named from the root, which a person names from here."""
    return {function: _below(root, target) for function, target in bind.items()}


def _below(root: Path, target: str) -> str:
    file, colon, name = target.rpartition(":")
    here = Path(file).resolve()
    if not file or (root / file).is_file() or not (here.is_file() and here.is_relative_to(root)):
        return target
    return f"{here.relative_to(root).as_posix()}{colon}{name}"


def bound_among(
    functions: Mapping[str, Callable[..., object]], bind: Mapping[str, str]
) -> dict[str, Callable[..., object]]:
    """Return functions that are there already, under the names that binds give them.

    Raises
    ------
    UsageError
        When one of them is not there.
    """
    bound = dict(functions)
    for function, target in bind.items():
        if target not in functions:
            raise UsageError(
                f"{function} is bound to {target}, which is not there",
                f"there are {', '.join(sorted(functions)[:8])}",
            )
        bound[function] = functions[target]
    return bound
