"""``--help``: examples that can be copied, and the manual page that says the same."""

import re
import shlex

import pytest
import typer

from cnncheck.cli.app import COMMANDS, application, application_for
from cnncheck.cli.helping import split_examples

GROUP = typer.main.get_command(application())
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


@pytest.mark.sample(4)
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


@pytest.mark.sample(4)
@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_their_own_help_does(name):
    """Though it is shown without importing them."""
    text, _ = split_examples(GROUP.commands[name].help)
    assert " ".join(text.split("\n\n")[0].split()) == COMMANDS[name]


def test_a_command_line_prepares_the_command_that_it_names():
    """The others are there, without options; all have them where the shell completes."""
    group = typer.main.get_command(application_for(["-v", "pool", "conv"]))
    assert list(group.commands) == list(GROUP.commands)
    assert [name for name, command in group.commands.items() if command.params] == ["pool"]


def test_all_options_are_there_for_completion(monkeypatch):
    """Which may ask for any command's."""
    monkeypatch.setenv("_CNNCHECK_COMPLETE", "complete_bash")
    group = typer.main.get_command(application_for([]))
    counts = [
        {name: len(command.params) for name, command in each.commands.items()}
        for each in (group, GROUP)
    ]
    assert counts[0] == counts[1]


def test_a_misspelt_command_is_answered_with_the_right_one(cnncheck):
    """Though none was prepared."""
    done = cnncheck("rnu")
    assert done.returncode == 2
    assert "Did you mean 'run'?" in done.stderr


def test_help_names_metavars_and_no_types_of_python(cnncheck):
    """A list of strings is nothing to a reader; choices are."""
    shown = cnncheck("run", "--help", COLUMNS="100").stdout
    assert "float64|float32|float16|bfloat16" in shown
    assert "--jobs N" in shown
    assert not {"<str", "<list", "<int"} & set(re.findall("<[a-z]+", shown))
