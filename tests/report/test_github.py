"""Workflow commands: read back as GitHub's runner reads them."""

import re

import pytest

from cnncheck.compare.verdict import Verdict
from cnncheck.diagnose.diagnosis import Diagnosis
from cnncheck.diagnose.observing.findings import Naming
from cnncheck.errors import Where
from cnncheck.outcomes import Outcome
from cnncheck.report.github import LONGEST_TEXT, MOST_ERRORS, command, to_github


def read(line):
    """Undo a workflow command, as ``ActionCommand.TryParseV2`` of the runner does."""
    name, properties, data = re.fullmatch(r"::([a-z]+)(?: ([^:]*))?::(.*)", line).groups()
    pairs = dict(part.split("=", 1) for part in properties.split(",")) if properties else {}
    for code, char in (("%0D", "\r"), ("%0A", "\n")):
        data = data.replace(code, char)
        pairs = {key: value.replace(code, char) for key, value in pairs.items()}
    for code, char in (("%3A", ":"), ("%2C", ","), ("%25", "%")):
        pairs = {key: value.replace(code, char) for key, value in pairs.items()}
    return name, pairs, data.replace("%25", "%")


def test_each_failure_marks_its_line_and_a_notice_ends_the_report(mixed):
    """The file, line and column of the case; what is wrong, the hint, and the line again."""
    *errors, notice = to_github(mixed).splitlines()
    assert [read(line)[0] for line in errors] == ["error"] * 3
    assert read(errors[1]) == (
        "error",
        {
            "file": "cases/geometry.yaml",
            "line": "40",
            "title": "FAIL cases/geometry.yaml::overlap[stride=1x1]  conv2d backward_input",
        },
        "12 of 48 elements differ; worst at [0, 1, 2, 3]: got 1.0, expected 7.0, allowed "
        "difference 0\noverlapping windows overwrite instead of adding up\n"
        "again: cnncheck run cases/geometry.yaml --case 'overlap[stride=1x1]' "
        "--pass backward_input --impl solution.py",
    )
    assert read(errors[2])[1]["col"] == "5"
    assert notice == "::notice title=cnncheck::3 of 5 failed in 2.1 s"


def test_a_diagnosis_stands_in_place_of_the_hint(make):
    """As on the console."""
    naming = Naming("convolution2D", failing=3)
    diagnosis = Diagnosis("solution.py", "convolution2D", naming, probed="reads 50% wrongly")
    report = make.report(make.wrong_values(make.case(), "forward"), diagnoses=(diagnosis,))
    message = read(to_github(report).splitlines()[0])[2]
    assert "\ncause unknown: reads 50% wrongly\nagain: " in message
    assert "overwrite" not in message


@pytest.mark.parametrize(
    "text", ["100% of a,b:c", "a\r\nb\n::error::c", "%0A%25", "=", "::set-env name=x::y"]
)
def test_no_text_ends_a_property_or_begins_a_command(text):
    """Percent signs, line ends, colons and commas are written as the runner expects them."""
    line = command("error", text, file=text, title=text)
    assert "\n" not in line
    assert "\r" not in line
    assert read(line) == ("error", {"file": text, "title": text}, text)


def test_properties_without_a_value_are_left_out(make):
    """A problem of the command line stands in no file."""
    case = make.case(file="conv", where=None)
    line = to_github(make.report(make.wrong_values(case))).splitlines()[0]
    assert line.startswith("::error title=FAIL conv%3A%3Aforward  conv2d backward_input::12 of 48")


def test_names_with_line_ends_make_no_command(make):
    """Control characters are visible; every line is a command of ours."""
    name = "x\n::error::y\r::warning::z\x1b"
    case = make.case(name=name, where=Where(f"{name}.yaml", 3))
    verdict = Verdict(Outcome.RAISED, "real", name, name, log=name)
    lines = to_github(make.report(make.result(case, "forward", verdict))).split("\n")
    assert [line.split(" ")[0] for line in lines] == ["::error", "::notice", ""]
    assert read(lines[0])[1]["file"] == r"x\n::error::y\r::warning::z\x1b.yaml"


def test_ten_errors_are_written_and_the_other_kinds_counted(make):
    """GitHub drops what is beyond, without a word."""
    results = [
        make.result(make.case(), "forward", Verdict(Outcome.RAISED, "real", "no"), f"s{n}.py")
        for n in range(14)
    ]
    lines = to_github(make.report(*results)).splitlines()
    assert len(lines) == MOST_ERRORS + 1
    assert lines[-1] == (
        "::notice title=cnncheck::14 of 14 failed in 2.1 s; 10 of 14 kinds are marked, "
        "as GitHub shows no more"
    )


def test_failures_of_one_kind_share_an_annotation(make):
    """A module that cannot be loaded fails every case; one mark is enough."""
    verdict = Verdict(Outcome.LOAD_ERROR, "real", "no module named solution")
    results = [make.result(make.case(name=f"case{n}"), "forward", verdict) for n in range(30)]
    error, notice = to_github(make.report(*results)).splitlines()
    assert "\nand 29 more like it: case1 forward, case2 forward, " in read(error)[2]
    assert notice == "::notice title=cnncheck::30 of 30 failed in 2.1 s"


def test_long_messages_are_cut_before_they_are_escaped(make):
    """A cut escape would show as rubbish."""
    verdict = Verdict(Outcome.RAISED, "real", "%" * 9000)
    line = to_github(make.report(make.result(make.case(), "forward", verdict))).splitlines()[0]
    assert read(line)[2] == "%" * LONGEST_TEXT + " ..."


def test_a_run_that_passed_or_did_nothing_is_a_notice(adhoc, make):
    """And no more."""
    assert to_github(adhoc) == "::notice title=cnncheck::3 passed in 2.1 s\n"
    assert to_github(make.report()) == "::notice title=cnncheck::nothing was checked\n"
