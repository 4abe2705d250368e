"""The options about code under test, expanded into the signature of each command that takes them.

What there is to say of each is written in `cnncheck.options`.
"""

from __future__ import annotations

import functools
import inspect
import os
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from cnncheck.options import SAID, Options, Said, flag_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from contextlib import ExitStack

PANEL = "Code under test"
_MEMORY = "1GiB"
_ENUM: Any = StrEnum  # called for a class of its own, which mypy takes for a member


@dataclass(frozen=True, slots=True)
class Code:
    """Options about the code under test, as typed.

    Attributes
    ----------
    typed : mapping of str to value
        By the names of `Options`.
    """

    typed: Mapping[str, Any]

    def begin(self, stack: ExitStack) -> None:
        """Have processes for the code started soon, until the stack ends; nothing is waited for."""
        if os.name == "posix" and not self.typed["isolated"]:  # as typed: --no-isolation
            from cnncheck.implementations.program import workers_on_their_way

            stack.enter_context(workers_on_their_way())

    def options(self, *, workers: int = 1) -> Options:
        """Return how the code is opened; not before a command works, as reading sizes takes long.

        Raises
        ------
        UsageError
        """
        from cnncheck.api.typed import options_from

        return options_from(self.typed, workers=workers)

    def source(self, impl: str | None) -> str:
        """Return the code under test: what ``--impl`` names, or else what ``--bind`` does.

        Raises
        ------
        UsageError
        """
        from cnncheck.submission.binding import source_of

        return source_of(impl, self.options().bind)


NOTHING_TYPED = Code({})
"""What stands in a command's signature: the options take its place before anything is typed."""


def takes_code(
    *, without: Collection[str] = (), **defaults: object
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Expand a command's parameter ``code`` into the options about code under test.

    Parameters
    ----------
    without : collection of str
        Names of options that make no sense for the command.
    **defaults : value
        Those that differ from the usual ones.
    """

    def expand(command: Callable[..., None]) -> Callable[..., None]:
        taken = {name: _parameter(name, defaults) for name in SAID if name not in without}

        @functools.wraps(command)
        def expanded(**given: Any) -> None:
            typed = {name: given.pop(name) for name in taken}
            command(**given, code=Code(typed))

        hints = get_type_hints(command, include_extras=True)
        parameters: list[inspect.Parameter] = []
        for each in inspect.signature(command).parameters.values():
            if each.name == "code":
                parameters += taken.values()
            else:
                parameters.append(each.replace(annotation=hints[each.name]))
        expanded.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        expanded.__annotations__ = {each.name: each.annotation for each in parameters}
        return expanded

    return expand


def _parameter(name: str, defaults: Mapping[str, object]) -> inspect.Parameter:
    said = SAID[name]
    option = typer.Option(
        f"--{flag_of(name)}",
        help=said.help,
        metavar=said.metavar,
        min=said.least,
        rich_help_panel=PANEL,
    )
    kind: Any = list[str] if said.many else said.kind
    if said.choices:
        kind = _ENUM(name, list(said.choices))
    default = defaults.get(name, _default(name, said))
    return inspect.Parameter(
        name,
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
        default=default,
        annotation=Annotated[kind if default is not None else kind | None, option],
    )


def _default(name: str, said: Said) -> object:
    """Return the usual value as it is typed."""
    if said.many:
        return []
    if said.kind is bool:
        return False
    if name == "memory":
        return _MEMORY
    return next(each.default for each in fields(Options) if each.name == name)
