"""``--help``: examples that can be copied, and the manual page that says the same."""

import shlex

import pytest
import typer

from cnncheck.cli.app import app
from cnncheck.cli.helping import split_examples

GROUP = typer.main.get_command(app)
EXAMPLES = [
    (name, example)
    for name, command in GROUP.commands.items()
    for example in split_examples(command.help)[1]
]


def test_examples_are_split_from_what_is_said():
    """Wherever they stand."""
    text = "Check it.\n\nExample: a --b\nMore of it.\n  Example: c > d\n"
    assert split_examples(text) == ("Check it.\n\nMore of it.", ["a --b", "c > d"])
    assert split_examples("Check it.") == ("Check it.", [])


@pytest.mark.parametrize("name", GROUP.commands)
def test_help_ends_in_a_panel_of_examples(name, cnncheck):
    """And does not say them twice."""
    examples = [example for command, example in EXAMPLES if command == name]
    assert examples
    done = cnncheck(name, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    above, _, panel = done.stdout.partition("─ Examples ─")
    assert "Example:" not in done.stdout
    for example in examples:
        assert example in panel
        assert example not in above


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=lambda value: value)
def test_examples_are_commands(name, example):
    """Each is accepted as it stands, up to where it would begin to run."""
    words = shlex.split(example.split(" > ")[0])
    assert words[:2] == ["cnncheck", name]
    context = GROUP.commands[name].make_context(name, words[2:])
    assert context.command is GROUP.commands[name]


def test_a_terminal_without_unicode_gets_plain_frames(cnncheck):
    """As the rest of the help does."""
    done = cnncheck("init", "--help", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "Examples" in done.stdout
    assert done.stdout.isascii()
