"""Code as courses have it: chosen by looking, called as it is written, told in its own words."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cnncheck.cli.app import application

PEOPLE = Path(__file__).parent / "people"
CASES = Path(__file__).parent.parent.parent / "cases"
DIALECTS = sorted(path.name for path in PEOPLE.iterdir())
RIGHT = sorted(PEOPLE.glob("*/right/*.py"))


def run(path, *words):
    """Run the shipped cases with some code, in this process, and return what is said."""
    words = ("run", CASES, "--impl", path, "--reference", "definition", *words)
    done = CliRunner().invoke(application(["run"]), [*map(str, words)], env={"COLUMNS": "100"})
    return done.exit_code, done.output


@pytest.mark.parametrize("path", RIGHT, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_right_code_passes_what_it_can_be_asked(path):
    """The first line says which dialect and why; one line says what was not asked."""
    code, said = run(path)
    assert code == 0, said
    assert f"{path.name} is called in the dialect {path.parts[-3]}: it " in said.splitlines()[0]
    assert "not asked, as" in said
