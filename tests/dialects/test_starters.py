"""Blank solutions in each dialect, with the signatures by which it is known."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cnncheck.cli.app import application
from cnncheck.errors import UsageError
from cnncheck.operators.places import SHIPPED_DIALECTS
from cnncheck.starters.blanks import DIALECTS

CASES = Path(__file__).parent.parent.parent / "cases" / "courses"


@pytest.fixture
def init(tmp_path, monkeypatch):
    """Run init in a folder of its own, in this process."""
    monkeypatch.chdir(tmp_path)

    def init(*words):
        done = CliRunner().invoke(application(["init"]), ["init", *words])
        if isinstance(done.exception, UsageError):
            raise done.exception
        assert done.exit_code == 0, done.output

    return init


def test_there_is_one_in_every_dialect():
    """But the layers', which are not written by anybody else."""
    without = {*SHIPPED_DIALECTS} - {"layers"} - {*DIALECTS}
    assert without == set(), "cnncheck/starters/templates has no NAME.py.txt of theirs"


@pytest.mark.sample(3)
@pytest.mark.parametrize("dialect", DIALECTS[1:])
def test_a_blank_solution_is_in_the_dialect_and_not_written_yet(dialect, init):
    """Nothing of it is called wrong."""
    init("solution", "--dialect", dialect)
    words = ["run", str(CASES), "--impl", "solution.py", "--reference", "definition"]
    done = CliRunner().invoke(application(["run"]), words, env={"COLUMNS": "200"})
    assert f"solution.py is called in the dialect {dialect}: it defines " in done.output
    assert "not written yet" in done.output
    assert "FAIL" not in done.output
    assert "passed" not in done.output


def test_what_there_is_no_blank_solution_in_is_refused(init):
    """With what to choose among."""
    with pytest.raises(UsageError, match="there is no blank solution in 'french'; choose among"):
        init("solution", "--dialect", "french")
    with pytest.raises(
        UsageError, match=r"layers.*those of notebook.*take --dialect notebook and add"
    ):
        init("solution", "--dialect", "layers")
    with pytest.raises(UsageError, match="--dialect cs231n is for a solution"):
        init("cases", "--dialect", "cs231n")
