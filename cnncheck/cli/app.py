"""The Typer application: which commands there are."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer

from cnncheck.cli.helping import Command, Group
from cnncheck.operators.places import places

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from types import ModuleType

HOMES = {
    "run": "running.run_command",
    "grade": "grading.grade_command",
    "audit": "audit.audit_command",
    "explain": "guide.explain_command",
    "fuzz": "fuzzing.fuzz_command",
    "prove": "prove.prove_command",
    "bench": "bench.bench_command",
    "diff": "running.diff_command",
    "store": "running.store_command",
    "cases": "converting.cases_command",
    "init": "starters.init_command",
    "guide": "guide.guide_command",
    "schema": "starters.schema_command",
}
"""The module of each command, in the room of what it does; importing all takes too long."""

_OPERATORS = "running.problem_command"

_PROBLEMS = "Commands that ask one layer about one problem"

_BY_OPERATOR = {each.command: each.does for each in places().values() if each.command}

COMMANDS = {
    "run": "Check all cases of files and folders.",
    "grade": "Grade submissions by the points of the cases.",
    "audit": "Score a case set by the known bugs that it would catch.",
    "explain": "Explain a known bug: what it is, what it does to small numbers, and where to look.",
    "fuzz": "Look for a problem that an implementation gets wrong.",
    "prove": "Prove that source computes the formula for a shape, whatever the values.",
    "bench": "Time an implementation beside PyTorch and others, each in a process of its own.",
    "diff": "Compare two reports that --report json:FILE wrote.",
    **_BY_OPERATOR,
    "store": "Show or clear the store of torch's answers.",
    "cases": "Write the layers of an ONNX model, or ONNX's node tests, as a case file.",
    "init": "Write a blank solution, the assignment, a case file, a CI workflow, or a dialect.",
    "guide": "Show a page of the guide: drawn on a terminal, as Markdown where it is piped.",
    "schema": "Print the JSON Schema of a case file, for editors, or of a JSON report.",
}
"""What each does. Those that are in no module are made from an operator."""


def application(names: Collection[str] = tuple(COMMANDS)) -> typer.Typer:
    """Return the application; commands that are not named are there without their options.

    Typer works out the options of all commands before it calls one, which takes longer than help.
    """
    app = typer.Typer(
        name="cnncheck",
        cls=Group,
        help="Checks implementations of CNN layers against PyTorch and says who is right, by how "
        "much, and what the bug is.",
        epilog="Start with: cnncheck run cases/",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        rich_markup_mode="rich",
    )
    app.callback()(cnncheck)
    for name, line in COMMANDS.items():
        panel = _PROBLEMS if name in _BY_OPERATOR else None
        command, epilog = _prepared(name) if name in names else (_outline(line), None)
        app.command(name, cls=Command, epilog=epilog, rich_help_panel=panel)(command)
    return app


def application_for(words: Sequence[str]) -> typer.Typer:
    """Return what a command line needs; all of it where the shell asks for completions."""
    if "_CNNCHECK_COMPLETE" in os.environ:
        return application()
    return application([word for word in words if not word.startswith("-")][:1])


def _prepared(name: str) -> tuple[Callable[..., None], str]:
    """Return a command with its options, and what stands below them."""
    for place in places().values():
        if place.command == name:
            return _module(_OPERATORS).command_for(place)  # type: ignore[no-any-return]
    module = _module(HOMES[name])
    return getattr(module, name), module.EPILOG


def _module(name: str) -> ModuleType:
    return import_module(f"cnncheck.{name}")


def _outline(line: str) -> Callable[[], None]:
    """Return a function with this help and no options."""

    def outline() -> None: ...

    outline.__doc__ = line
    return outline


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"cnncheck {version('cnncheck')}")
        raise typer.Exit


def cnncheck(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and exit.", is_eager=True, callback=_show_version
        ),
    ] = False,
) -> None:
    """Serve as the entry that every command hangs on."""
