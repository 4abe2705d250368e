"""Help that comes quickly and ends in examples: they are what people look for first.

Typer's own renderer takes longer to import than Typer itself (it can read Markdown, and show
tracebacks in colour). Here its words are laid out: what it says of each parameter, in a panel for
each group of them. And what was typed is a text already: pydantic, by which Typer makes it one, takes
as long to import.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from rich.console import Console

MARK = "Example:"

_AMOUNT = re.compile(r"[+-]?\d+(,\d+)?|same(_upper|_lower)?|global")
"""What stands for one axis, or for all of them."""

Row = tuple[str, str]


class Command(TyperCommand):
    """A command whose lines ``Example: ...`` are shown below its options, in a panel.

    Its function may have an attribute ``spread``: by name of an option, how many numbers it takes,
    where one stands for all of them.
    """

    def get_params(self, ctx: Any) -> Any:
        """Return the parameters, which take what has its type already as it is."""
        return list(map(_sparing, super().get_params(ctx)))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse what was typed, with one number written out for all axes."""
        return super().parse_args(ctx, spread_out(args, getattr(self.callback, "spread", {})))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Show the help."""
        print_help(self, ctx)


class Group(TyperGroup):
    """The commands."""

    def get_params(self, ctx: Any) -> Any:
        """Return the parameters, which take what has its type already as it is."""
        return list(map(_sparing, super().get_params(ctx)))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Show the help, with the commands."""
        print_help(self, ctx)


def _sparing(parameter: Any) -> Any:
    if not isinstance(parameter.process_value, partial):
        parameter.process_value = partial(_processed, parameter, parameter.process_value)
    return parameter


def _processed(parameter: Any, process: Callable[[Any, Any], Any], ctx: Any, value: Any) -> Any:
    kind = getattr(getattr(parameter, "type_descriptor", None), "annotation", None)
    several = parameter.multiple or parameter.nargs != 1
    if value is None:
        typed = not (several or parameter.required)
    else:
        typed = ctx.get_parameter_source(parameter.name).name == "DEFAULT" or (
            kind == list[str] if several else kind is str
        )
    if not typed or (several and not value and parameter.required):
        return process(ctx, value)
    if several:  # a fixed number of them is a tuple
        value = list(value) if parameter.multiple or parameter.nargs < 0 else tuple(value)
    return value if parameter.callback is None else parameter.callback(ctx, parameter, value)


def spread_out(args: Sequence[str], counts: Mapping[str, int]) -> list[str]:
    """Return what was typed with ``--stride 2`` as ``--stride 2 2``."""
    spread: list[str] = []
    for at, word in enumerate(args):
        name, equals, told = word.partition("=")
        if name in counts and equals:
            spread += [name, *[told] * counts[name]]
            continue
        spread.append(word)
        following = [bool(_AMOUNT.fullmatch(each)) for each in args[at + 1 : at + 3]]
        if word in counts and following[:1] == [True] and following[1:] != [True]:
            spread += [args[at + 1]] * (counts[word] - 1)
    return spread


def split_examples(text: str) -> tuple[str, list[str]]:
    """Return a help text without its examples, and these, one a line.

    Parameters
    ----------
    text : str
        Lines that begin with ``Example:`` are commands to copy.
    """
    lines = text.splitlines()
    examples = [line.strip() for line in lines if line.strip().startswith(MARK)]
    rest = [line for line in lines if not line.strip().startswith(MARK)]
    return "\n".join(rest).strip(), [line.removeprefix(MARK).strip() for line in examples]


def print_help(command: Any, ctx: Any) -> None:
    """Print usage, text, a panel for each group of parameters, commands, epilogue and examples."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False)
    text, examples = split_examples(command.help or "")
    usage = command.get_usage(ctx).removeprefix("Usage:").strip()
    _print_indented(console, Text.assemble(("Usage: ", "yellow"), (usage, "bold")))
    for paragraph in text.split("\n\n"):
        _print_indented(console, Text(_plain(paragraph)))
    console.print()
    for title, rows in _groups(command, ctx).items():
        _print_table(console, title, rows)
    if command.epilog:
        _print_indented(console, Text(_plain(command.epilog), style="dim"))
        console.print()
    if examples:
        _print_examples(console, examples)


def _groups(command: Any, ctx: Any) -> dict[str, list[Row]]:
    """Return what there is to say of parameters, and of commands, by the title of their panel."""
    groups: dict[str, list[Row]] = {"Arguments": [], "Options": []}
    for parameter in command.get_params(ctx):
        record = parameter.get_help_record(ctx)
        if record is None:  # hidden
            continue
        own = "Arguments" if parameter.param_type_name == "argument" else "Options"
        title = getattr(parameter, "rich_help_panel", None) or own
        groups.setdefault(title, []).append((_name(record[0]), _plain(record[1])))
    if isinstance(command, TyperGroup):
        for name in command.list_commands(ctx):
            if each := command.get_command(ctx, name):
                title = getattr(each, "rich_help_panel", None) or "Commands"
                groups.setdefault(title, []).append((name, _first_paragraph(each)))
    return {title: rows for title, rows in groups.items() if rows}


def _name(text: str) -> str:
    """Return a parameter's names and what follows them, without the names of Python's types."""
    text = re.sub(r"<(?:list\[)?([^<>\]]*)\]?>$", r"\1", text)
    text = re.sub(r" (?:int|float)(?: range)?$", " N", text)
    return re.sub(r" (?:str|bool)$", "", text)


def _first_paragraph(command: Any) -> str:
    return _plain(split_examples(command.help or "")[0].split("\n\n")[0])


def _plain(text: str) -> str:
    """Return a text in one line, without the backslashes that keep brackets from being markup."""
    return " ".join(text.split()).replace("\\[", "[")


def _print_indented(console: Console, text: Any) -> None:
    from rich.padding import Padding

    console.print(Padding(text, (1, 1, 0, 1)))


def _print_table(console: Console, title: str, rows: Iterable[Row]) -> None:
    from rich.table import Table

    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(style="bold cyan", max_width=max(20, console.width // 3), overflow="fold")
    table.add_column(ratio=1)
    for row in rows:
        table.add_row(*row)
    _print_panel(console, title, table)


def _print_examples(console: Console, examples: Sequence[str]) -> None:
    from rich.text import Text

    # a command that is longer than the panel is wide must still be copied whole
    _print_panel(console, "Examples", Text("\n".join(examples), overflow="fold", style="bold"))


def _print_panel(console: Console, title: str, content: Any) -> None:
    from rich import box
    from rich.panel import Panel

    frame = box.ROUNDED if console.encoding.startswith("utf") else box.ASCII
    console.print(Panel(content, title=title, title_align="left", border_style="dim", box=frame))
