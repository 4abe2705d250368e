"""From the options about code under test to how it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.errors import UsageError
from cnncheck.implementations.options import Options
from cnncheck.operators import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence


def opening_options(
    *,
    timeout: float,
    memory: str,
    require_jail: bool,
    no_isolation: bool,
    bind: Sequence[str] = (),
    forbid: Sequence[str] = (),
    workers: int = 1,
) -> Options:
    """Return how code under test is loaded and contained.

    Raises
    ------
    UsageError
        When a size, a binding or a ban is not of its form, or two options exclude each other.
    """
    if require_jail and no_isolation:
        raise UsageError(
            "--require-jail and --no-isolation exclude each other", "leave one of them out"
        )
    bans: dict[str, tuple[str, ...]] = {}
    for function, name in (_assignment("--forbid", text) for text in forbid):
        bans[function] = (*bans.get(function, ()), name)
    return Options(
        isolated=not no_isolation,
        require_jail=require_jail,
        timeout=timeout,
        memory=parse_size(memory),
        workers=workers,
        bind=dict(_assignment("--bind", text) for text in bind),
        forbid=bans,
    )


def parse_size(text: str) -> int:
    """Return the bytes that a size such as ``500MiB`` or ``2GB`` means.

    Raises
    ------
    UsageError
    """
    from pydantic import ByteSize, TypeAdapter, ValidationError

    try:
        return int(TypeAdapter(ByteSize).validate_python(text))
    except ValidationError:
        raise UsageError(
            f"{text!r} is not a size", "write a number and a unit, such as 500MiB or 2GiB"
        ) from None


def _assignment(option: str, text: str) -> tuple[str, str]:
    function, equals, value = text.partition("=")
    if not (function and equals and value):
        raise UsageError(
            f"{option} {text} is not of the form FUNCTION=NAME",
            f"write {option} {FUNCTIONS[0]}=...",
        )
    if function not in FUNCTIONS:
        raise UsageError(
            f"{option} {text}: there is no function {function}",
            f"choose among {', '.join(FUNCTIONS)}",
        )
    return function, value
