"""The GitHub Action: its inputs, and the very script it runs."""

import re

import pytest
import yaml


@pytest.fixture
def action(root):
    """The action as GitHub reads it."""
    return yaml.safe_load((root / "action.yml").read_text("utf-8"))


@pytest.fixture
def check(action, run, tmp_path):
    """A function that runs the step that checks, with inputs as a workflow gives them."""
    (step,) = [step for step in action["runs"]["steps"] if step["name"] == "Check"]
    summary = tmp_path / "summary.md"

    def check(**inputs):
        given = {name: value["default"] for name, value in action["inputs"].items()} | inputs
        env = {
            name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda m: given[m[1]], value)
            for name, value in step["env"].items()
        }
        # what GitHub runs for `shell: bash`
        words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = run(words, GITHUB_STEP_SUMMARY=str(summary), **env)
        return done, summary.read_text("utf-8") if summary.exists() else ""

    return check


def test_every_input_is_described_and_used(action, root):
    """None is required: without any, the built-in layers are checked."""
    text = (root / "action.yml").read_text("utf-8")
    for name, given in action["inputs"].items():
        assert given["description"]
        assert given["required"] is False
        assert f"inputs.{name}" in text
    assert action["runs"]["using"] == "composite"
    for step in action["runs"]["steps"]:
        assert ("shell" in step) == ("run" in step)
        assert "${{" not in step.get("run", ""), "inputs are no text of a script"


def test_a_failure_is_annotated_and_summed_up(check):
    """Tables and annotations on standard output, Markdown in the job's summary, exit code 1."""
    done, summary = check(impl="solution.py", paths="cases/mine.yaml")
    assert done.returncode == 1
    assert "FAIL cases/mine.yaml::small  max_pool2d forward" in done.stdout
    assert re.search(r"^::error file=cases/mine\.yaml,line=2", done.stdout, re.MULTILINE)
    assert "small" in summary


def test_defaults_check_the_built_in_layers(check):
    """In a folder with cases, those."""
    done, summary = check()
    assert done.returncode == 0, done.stderr
    assert "1 passed" in done.stdout
    assert summary


def test_further_options_reach_the_command(check):
    """As several words."""
    done, _ = check(args="--operator conv2d --no-color")
    assert done.returncode == 3
    assert "nothing fits --operator conv2d" in done.stderr


def test_inputs_are_no_script(check, tmp_path):
    """Whatever is in them stays a path."""
    done, _ = check(impl="$(touch pwned); `touch pwned`")
    assert done.returncode == 2
    assert not (tmp_path / "pwned").exists()


def test_the_package_is_installed_from_the_action_itself(action, root):
    """With the versions that it was tested with."""
    (step,) = [step for step in action["runs"]["steps"] if step["name"] == "Install cnncheck"]
    named = re.findall(r'"\$GITHUB_ACTION_PATH(?:/([\w.]+))?"', step["run"])
    assert named == ["constraints.txt", ""]
    assert (root / "constraints.txt").is_file()
    assert (root / "pyproject.toml").is_file()
