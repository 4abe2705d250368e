"""Grades as CSV, JSON and Gradescope's results, and where each goes."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from cnncheck.errors import UsageError
from cnncheck.grading.grade_formats import parse_targets, rendered
from cnncheck.grading.gradebook import Gradebook
from cnncheck.grading.grades_csv import to_csv
from cnncheck.grading.grades_json import SCHEMA, schema, to_json
from cnncheck.grading.gradescope import to_gradescope
from cnncheck.grading.submissions import Submission
from cnncheck.outcomes import Outcome
from cnncheck.report.report import Environment

ENVIRONMENT = Environment("0.1.0", "3.12.3", "2.4.6", "2.13.0", "Linux x86_64", 2)


@pytest.fixture
def book(graded):
    """Three submissions: two with the same code, one that could not be graded."""
    asked = [("convolution2D", 1 / 3, ""), ("pool_back", 0.5, "3 of 9 elements differ")]
    return Gradebook(
        (
            graded("alice.py", *asked, digest="same"),
            graded("=cmd()|x.py", *asked, digest="same"),
            graded("lost.py", failure="KilledWorker: gone"),
        ),
        ENVIRONMENT,
        ("cases",),
        resumed=1,
        seconds=2.5,
    )


def submissions(*names):
    return [Submission(name, Path(name)) for name in names]


def test_csv(book):
    """One row each; what was not graded has no points, and no name is a formula."""
    assert to_csv(book) == (
        "submission,convolution2D,convolution2D possible,pool_back,pool_back possible,total,"
        "possible,percent,reason,diagnosis,isolation\n"
        "alice.py,0.333333,0.333333,0,0.5,0.333333,0.833333,40,pool_back: 3 of 9 elements differ"
        ",,\n"
        "'=cmd()|x.py,0.333333,0.333333,0,0.5,0.333333,0.833333,40,pool_back: 3 of 9 elements "
        "differ,,\n"
        "lost.py,,,,,,,,KilledWorker: gone,,\n"
    )


def test_csv_reads_back_whatever_was_said(graded):
    """Quotes, commas, line ends and controls."""
    made = graded('a",b.py', ("pool_back", 1.0, 'say "no",\nthen \x1b[31m'))
    rows = list(csv.reader(io.StringIO(to_csv(Gradebook((made,), ENVIRONMENT, ())))))
    assert [len(row) for row in rows] == [9, 9]
    assert rows[1][0] == 'a",b.py'
    assert "\x1b" not in rows[1][6]


def test_json(book):
    """The documented fields, and strict JSON."""
    content = json.loads(to_json(book))
    jsonschema.validate(content, schema())
    assert content["schema"] == SCHEMA == "cnncheck.grades/1"
    assert content["environment"]["torch"] == "2.13.0"
    assert (content["cases"], content["resumed"], content["seconds"]) == (["cases"], 1, 2.5)
    assert content["mean_percent"] == pytest.approx(40)
    assert content["identical"] == [["alice.py", "=cmd()|x.py"]]
    alice, _, lost = content["submissions"]
    assert alice["functions"]["pool_back"] == {
        "earned": 0.0, "possible": 0.5, "percent": 0.0, "passed": 0, "asked": 1,
        "reason": "3 of 9 elements differ",
    }  # fmt: skip
    assert alice["scores"][1] == {
        "case": "cases/exam.yaml::case1", "function": "pool_back", "points": 0.5, "earned": 0.0,
        "outcome": "wrong-values", "message": "3 of 9 elements differ", "hint": "", "log": "",
        "hidden": False,
    }  # fmt: skip
    assert (alice["earned"], alice["possible"], alice["failure"]) == (1 / 3, 1 / 3 + 0.5, None)
    assert (lost["failure"], lost["scores"]) == ("KilledWorker: gone", [])


def test_json_has_a_submission_on_each_line(book):
    """For ordinary tools that search and compare."""
    lines = to_json(book).splitlines()
    assert sum('"name"' in line for line in lines) == 3


def test_gradescope(graded):
    """A test for each pass, with its points; a hidden one is told after publishing."""
    made = graded("a.py", ("convolution2D", 1 / 3, ""), ("pool_back", 0.5, "3 of 9 differ"))
    failed = replace(made.scores[1], hint="look at ties", log="printed\n", hidden=True)
    content = json.loads(to_gradescope(replace(made, scores=(made.scores[0], failed), seconds=1.5)))
    assert content == {
        "execution_time": 1.5,
        "output": "1 of 1 visible tests passed.",
        "output_format": "text",
        "visibility": "visible",
        "score": 0.333333,
        "tests": [
            {
                "name": "convolution2D  exam.yaml::case0", "score": 0.333333,
                "max_score": 0.333333, "status": "passed", "output": "", "output_format": "text",
                "visibility": "visible",
            },
            {
                "name": "pool_back  exam.yaml::case1", "score": 0.0, "max_score": 0.5,
                "status": "failed", "output": "3 of 9 differ\nlook at ties\n\nprinted",
                "output_format": "text", "visibility": "after_published",
            },
        ],
    }  # fmt: skip


def test_gradescope_gets_no_score_for_what_was_not_graded(graded):
    """It then says that the autograder failed, instead of giving 0."""
    content = json.loads(to_gradescope(graded("a.py", failure="no memory")))
    assert "score" not in content
    assert "tests" not in content
    assert content["output"] == (
        "This could not be graded, which is not the submission's fault: no memory"
    )


def test_identical_code_is_told_by_name(book):
    """Of those that have any."""
    assert book.identical == (("alice.py", "=cmd()|x.py"),)


def test_below_leaves_out_what_was_not_graded(book):
    """Its 0 points mean nothing."""
    assert [each.name for each in book.below(50)] == ["alice.py", "=cmd()|x.py"]
    assert book.below(40) == ()


def test_each_report_goes_where_it_was_sent(book):
    """Gradescope's in a file for each submission, whose folder does not become one."""
    named = replace(book, graded=(replace(book.graded[0], name="ann/solution.py"),))
    (target,) = parse_targets(["gradescope:out/{name}.json"], submissions("ann/solution.py"))
    [(path, text)] = list(rendered(named, target))
    assert path == "out/ann__solution.py.json"
    assert json.loads(text)["score"] == 0.333333
    (target,) = parse_targets(["csv"], submissions("a"))
    assert list(rendered(book, target)) == [(None, to_csv(book))]


@pytest.mark.parametrize(
    ("options", "names", "message"),
    [
        (
            ["html"],
            ["a"],
            "there is no report format 'html' (there are csv, json, gradescope); write --report "
            "FORMAT:FILE, such as csv:grades.csv",
        ),
        (["csv:"], ["a"], "--report csv: names no file; write 'csv:FILE'"),
        (
            ["csv:x", "json:x"],
            ["a"],
            "two reports would go to x; give each a file of its own: --report FORMAT:FILE",
        ),
        (
            ["csv", "json:-"],
            ["a"],
            "two reports would go to standard output; give each a file of its own: --report "
            "FORMAT:FILE",
        ),
        (
            ["gradescope:r.json"],
            ["a", "b"],
            "a gradescope report is of one submission, these are 2; put {name} into the file's "
            "name for one file each, such as gradescope:results/{name}.json; or, if the folder is "
            "one submission, use --one",
        ),
        (
            ["gradescope:{name}"],
            ["a/b", "a__b"],
            "the gradescope reports of a/b and a__b would go to one file; rename one of the "
            "submissions",
        ),
    ],
)
def test_impossible_reports_are_refused(options, names, message):
    """Before anything is graded."""
    with pytest.raises(UsageError) as caught:
        parse_targets(options, submissions(*names))
    assert str(caught.value) == message


def test_every_outcome_can_be_written(graded):
    """In every format."""
    for outcome in Outcome:
        made = graded("a.py", ("pool_back", 1.0, "said"))
        made = replace(made, scores=(replace(made.scores[0], outcome=outcome),))
        assert outcome.value in to_json(Gradebook((made,), ENVIRONMENT, ()))
        status = json.loads(to_gradescope(made))["tests"][0]["status"]
        assert status == ("passed" if outcome is Outcome.PASSED else "failed")
