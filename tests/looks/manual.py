"""Writes the manual page from the commands themselves: python tests/looks/manual.py."""

from __future__ import annotations

import re
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import typer

from cnncheck.cli.app import application
from cnncheck.cli.exits import Exit

PAGE = Path(__file__).parent.parent.parent / "cnncheck" / "cli" / "cnncheck.1"

SUMMARY = "check implementations of CNN layers against PyTorch"
DESCRIPTION = """\
cnncheck asks an implementation of a CNN layer questions written in YAML, asks PyTorch the same
questions, and says who is right, by how much, and what the bug is."""
EXITS = {
    Exit.PASSED: "Everything passed.",
    Exit.FAILED: "A case failed.",
    Exit.USAGE: "Bad usage, or a bad case file.",
    Exit.NOTHING_RAN: "Nothing ran: no case fits the options.",
    Exit.TOOL_FAILED: "cnncheck or a reference failed.",
    Exit.HUNG_UP: "The terminal was closed.",
    Exit.INTERRUPTED: "Interrupted.",
    Exit.QUIT: "Quit.",
    Exit.TERMINATED: "Terminated.",
}
ENVIRONMENT = {
    "NO_COLOR": "When set and not empty, nothing is coloured.",
    "COLUMNS": "The width of tables, in place of the terminal's.",
}


def manual() -> str:
    """Return the page, in roff for the man macros."""
    group: Any = typer.main.get_command(application())
    commands = [(name, command) for name, command in group.commands.items() if not command.hidden]
    lines = [
        '.\\" Written by tests/looks/manual.py from the commands themselves; do not edit.',
        f'.TH CNNCHECK 1 "" "cnncheck {version("cnncheck")}" "User Commands"',
        ".SH NAME",
        f"cnncheck \\- {SUMMARY}",
        ".SH SYNOPSIS",
    ]
    for name, command in commands:
        words = [f"\\fBcnncheck {roff(name)}\\fR", *map(_argument, _of_kind(command, "argument"))]
        lines += [*(" ".join([*words, "[\\fIOPTION\\fR]..."]).split("\n")), ".br"]
    lines += [".SH DESCRIPTION", *_paragraph(DESCRIPTION), ".SH COMMANDS"]
    for name, command in commands:
        lines += _command(name, command)
    lines.append(".SH EXIT STATUS")
    for code in Exit:
        lines += _entry(f"\\fB{int(code)}\\fR", EXITS[code])
    lines.append(".SH ENVIRONMENT")
    for variable, about in ENVIRONMENT.items():
        lines += _entry(f"\\fB{variable}\\fR", about)
    return "\n".join(lines) + "\n"


def roff(text: str) -> str:
    """Escape what roff would act upon."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^(?=[.'])", r"\\&", escaped, flags=re.MULTILINE)


def plain(text: str) -> str:
    """Return help without rich's markup and with its escapes undone, in one line."""
    text = re.sub(r"(?<!\\)\[/?[a-z][a-z ]*\]", "", text)
    return " ".join(text.replace("\\[", "[").split())


def _command(name: str, command: Any) -> list[str]:
    about, _, example = (command.help or "").partition("Example:")
    lines = [f'.SS "cnncheck {roff(name)}"', *_paragraph(about)]
    for argument in _of_kind(command, "argument"):
        lines += _entry(_argument(argument), argument.help or "")
    context = command.make_context(name, [], resilient_parsing=True)
    for option in _of_kind(command, "option"):
        if not option.hidden:
            lines += _option(option.get_help_record(context))
    if command.epilog:
        lines += [".PP", *_paragraph(command.epilog)]
    for line in example.strip().splitlines():
        words = line.removeprefix("Example:").strip()
        lines += [".PP", "Example:", ".RS", f".B {roff(words)}", ".RE"] if words else []
    return lines


def _of_kind(command: Any, kind: str) -> list[Any]:
    return [each for each in command.params if each.param_type_name == kind]


def _argument(argument: Any) -> str:
    return f"\\fI{roff(argument.metavar or argument.name.upper())}\\fR"


def _option(record: tuple[str, str]) -> list[str]:
    """Return an option's entry from what ``--help`` says of it."""
    names = re.match(r"--?[\w-]+(?:, --?[\w-]+)*", record[0])
    assert names, record
    value = record[0][names.end() :].strip().strip("<>")
    term = ", ".join(f"\\fB{roff(name)}\\fR" for name in names[0].split(", "))
    return _entry(f"{term} \\fI{roff(value)}\\fR" if value else term, record[1])


def _entry(term: str, about: str) -> list[str]:
    return [".TP", term, *_paragraph(about)]


def _paragraph(text: str) -> list[str]:
    return [roff(plain(text))]


def main() -> None:
    """Write the page."""
    PAGE.write_text(manual(), "utf-8")
    sys.stdout.write(f"wrote {PAGE}\n")


if __name__ == "__main__":
    main()
