"""``cnncheck audit`` through the real command: what it tells, what it proposes, each exit code."""

import json
import re

import jsonschema
import pytest

from cnncheck.audit.audit_json import schema
from cnncheck.operators import FUNCTIONS

PADDING = """
cases:
  - {name: mine, operator: zero_padding, input: [2, 3, 4, 5], padding: [3, 2], seed: 4}
"""


@pytest.fixture
def padding_case(tmp_path):
    """A file with one case of padding."""
    (tmp_path / "padding.yaml").write_text(PADDING, encoding="utf-8")
    return tmp_path / "padding.yaml"


def test_the_notebooks_score_and_what_it_misses(cnncheck, cases, tmp_path):
    """A table, sentences, gaps; and the same in JSON."""
    notebook = cases / "notebook.yaml"
    done = cnncheck("audit", notebook, "--report", "json:a.json", "--report", "console")
    assert done.returncode == 0, done.stderr
    assert re.search(r"pool_back +1 ", done.stdout)
    assert "pool-forward/starts-at-zero\n" in done.stdout
    assert "more (-v tells all)" in done.stdout
    assert "  max_pool2d: no case has\n    an image that is not square, H != W\n" in done.stdout
    found = json.loads((tmp_path / "a.json").read_text())
    jsonschema.validate(found, schema())
    assert found["schema"] == "cnncheck.audit/1"
    assert found["paths"] == [str(notebook)]
    assert found["cases"] == found["questions"] == 6
    assert found["faults"] == sum(each["faults"] for each in found["functions"])
    assert found["caught"] == sum(each["caught"] for each in found["functions"])
    assert found["score"] == 100 * found["caught"] / found["faults"] < 90
    assert f"{found['caught']} of {found['faults']} faults caught: " in done.stdout
    pooling = next(each for each in found["functions"] if each["function"] == "pool_back")
    missed = {each["fault"]: each for each in pooling["survivors"]}
    assert missed["pool-backward/ties-all"]["sentence"].startswith("every element equal")
    assert missed["pool-backward/ties-all"]["forms"] == 1
    assert found["caught_by"]["conv-forward/kernel-flipped-h"] == [f"{notebook}::forward forward"]
    assert {"operator": "max_pool2d", "trait": "float32"} in found["untested"]
    assert found["unsound"] == []
    assert found["proposal"] is None


def test_the_proposed_cases_complete_a_set(cnncheck, padding_case, tmp_path):
    """Shown, saved, run, and audited together with the set."""
    words = ("--function", "zero_padding")
    done = cnncheck("audit", padding_case, "--fill", "--save", "more.yaml", *words)
    assert done.returncode == 0, done.stderr
    assert done.stderr == "wrote more.yaml\n"
    saved = (tmp_path / "more.yaml").read_text()
    assert saved.rstrip("\n") in done.stdout
    assert "cases more would catch what survives" in done.stdout
    assert cnncheck("run", "more.yaml").returncode == 0
    both = cnncheck("audit", padding_case, "more.yaml", "--min-score", "100", *words)
    assert both.returncode == 0, both.stdout
    assert "faults caught: 100 %" in both.stdout
    again = cnncheck("audit", padding_case, "more.yaml", "--fill", "--save", "no.yaml", *words)
    assert "Nothing survives, so no case is proposed\n" in again.stdout
    assert again.stderr == "nothing to write to no.yaml\n"
    assert not (tmp_path / "no.yaml").exists()


def test_a_score_below_the_wanted_one_fails(cnncheck, padding_case):
    """Of all functions: the others' faults survive, too."""
    done = cnncheck("audit", padding_case, "--min-score", "50", "--reference", "definition")
    assert done.returncode == 1
    assert done.stderr == "the score is below --min-score 50\n"
    assert "pool_back: " in done.stdout
    assert "would go unnoticed, as no case asks about it\n" in done.stdout
    assert "  conv2d: everything, as no case asks about it\n" in done.stdout


def test_without_torch_the_score_is_the_same(cnncheck, padding_case):
    """Whom to believe does not change what is caught."""
    words = ("audit", padding_case, "--function", "zero_padding", "--report", "json")
    scores = [
        json.loads(cnncheck(*words, "--reference", name).stdout)["caught_by"]
        for name in ("torch", "definition")
    ]
    assert scores[0] == scores[1]


def test_nothing_to_audit(cnncheck, padding_case):
    """A set that asks about none of the functions."""
    done = cnncheck("audit", padding_case, "--function", "pool_back")
    assert done.returncode == 3
    assert done.stderr == "nothing to audit: no case asks about pool_back\n"
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("--function", "pool"),
            "error: --function pool: there is no such function; choose among zero_padding, "
            f"convolution2D, {', '.join(FUNCTIONS[2:])}",
        ),
        (("--save", "x.yaml"), "error: --save writes the cases that --fill proposes; add --fill"),
        (
            ("--report", "junit:x"),
            "error: --report junit:x: an audit has no format 'junit'; choose among console, json",
        ),
        (("--report", "json:"), "error: --report json: names no file; write json:FILE"),
    ],
)
def test_impossible_options_are_refused(cnncheck, padding_case, words, message):
    """With what to write instead."""
    done = cnncheck("audit", padding_case, *words)
    assert (done.returncode, done.stderr) == (2, message + "\n")


def test_survivors_are_told_with_their_hints(cnncheck, padding_case):
    """All of them, and in how many forms."""
    done = cnncheck("audit", padding_case, "--function", "zero_padding", "-v")
    assert (
        "    the interior is written as p:-p, which is empty when the padding is 0\n" in done.stdout
    )
    assert "more (-v tells all)" not in done.stdout


def test_a_question_that_nobody_can_pass_is_set_aside(cnncheck, tmp_path):
    """It is named, with the reason."""
    (tmp_path / "vague.yaml").write_text(
        "cases:\n  - {name: '[/]', operator: conv2d, passes: [forward], input: [1, 1, 4, 5], "
        "filter: [1, 1, 2, 2], tolerance: {atol: 1000}}\n"
    )
    done = cnncheck(
        "audit", "vague.yaml", "--function", "convolution2D", "--reference", "definition"
    )
    assert done.returncode == 0
    assert "Counted for nothing, as not even the right answer passes\n" in done.stdout
    assert "  vague.yaml::[/] forward: a constant result would pass" in done.stdout
    assert "0 of " in done.stdout


def test_bad_case_files_are_told_as_ever(cnncheck, tmp_path):
    """By line and column."""
    (tmp_path / "bad.yaml").write_text("cases:\n  - {name: a, operator: conv3d}\n")
    done = cnncheck("audit", "bad.yaml")
    assert done.returncode == 2
    assert done.stderr.startswith("bad.yaml:2:")
