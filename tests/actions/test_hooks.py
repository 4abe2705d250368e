"""The pre-commit hooks: a valid manifest, whose commands do what they say."""

import re
import shlex

import pytest
from pre_commit.clientlib import load_manifest


@pytest.fixture
def hooks(root):
    """The hooks by id, as pre-commit reads them."""
    return {hook["id"]: hook for hook in load_manifest(root / ".pre-commit-hooks.yaml")}


@pytest.mark.parametrize(
    ("name", "taken", "left"),
    [
        (
            "cnncheck-cases",
            ["cases/a.yaml", "cases/deep/b.yml", "course/cases/c.yaml"],
            ["compose.yaml", "showcases/a.yaml", "cases/notes.txt", "cases.yaml"],
        ),
        (
            "cnncheck-solution",
            ["solution.py"],
            ["old/solution.py", "solution.pyc", "resolution.py"],
        ),
    ],
)
def test_each_hook_takes_its_files_and_no_others(name, taken, left, hooks):
    """What pre-commit hands over is decided by this pattern."""
    pattern = re.compile(hooks[name]["files"])
    assert [path for path in taken + left if pattern.search(path)] == taken


def test_changed_case_files_are_run(hooks, run, project):
    """pre-commit puts the user's arguments and the files behind the entry."""
    words = shlex.split(hooks["cnncheck-cases"]["entry"])
    done = run([*words, "cases/mine.yaml"])
    assert done.returncode == 0, done.stderr
    assert "1 passed" in done.stdout
    done = run([*words, "--impl", "solution.py", "cases/mine.yaml"])
    assert done.returncode == 1
    assert "FAIL cases/mine.yaml::small" in done.stdout
    (project / "cases" / "mine.yaml").write_text("cases: none\n", "utf-8")
    done = run([*words, "cases/mine.yaml"])
    assert done.returncode == 2
    assert "cases/mine.yaml:1:8: " in done.stderr


def test_a_changed_solution_is_run(hooks, run):
    """On ./cases, without any file name."""
    hook = hooks["cnncheck-solution"]
    assert hook["pass_filenames"] is False
    done = run(shlex.split(hook["entry"]))
    assert done.returncode == 1
    assert "FAIL cases/mine.yaml::small" in done.stdout
