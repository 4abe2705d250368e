"""JUnit documents satisfy the schema of the CI viewers and say what happened."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xmlschema

from cnncheck.compare.verdict import Verdict
from cnncheck.outcomes import Outcome
from cnncheck.report.junit import to_junit


@pytest.fixture(scope="module")
def xsd():
    """The schema, read once."""
    return xmlschema.XMLSchema(Path(__file__).parent / "junit.xsd")


def test_documents_satisfy_the_schema(xsd, mixed, adhoc, make):
    """With failures, without, and with nothing in them."""
    for report in (mixed, adhoc, make.report()):
        assert [str(error) for error in xsd.iter_errors(to_junit(report))] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('tests="5"', 'tests="five"'),
        ("<testcase ", '<testcase line="3" '),
        ("<failure type=", "<failure kind="),
        ('time="0.250"', 'time="0,25"'),
    ],
)
def test_the_schema_refuses_what_viewers_do_not_know(xsd, mixed, old, new):
    """A schema that accepts everything would check nothing."""
    text = to_junit(mixed)
    assert old in text
    with pytest.raises(xmlschema.XMLSchemaValidationError):
        xsd.validate(text.replace(old, new, 1))


def test_suites_are_files_and_tests_are_passes(mixed):
    """Counts are those of the run, names those that --case and --pass select."""
    root = ET.fromstring(to_junit(mixed))
    assert root.attrib == {
        "name": "cnncheck",
        "tests": "5",
        "failures": "3",
        "errors": "0",
        "time": "2.100",
    }
    suites = {suite.get("name"): suite for suite in root}
    assert list(suites) == ["cases/notebook.yaml", "cases/geometry.yaml"]
    geometry = suites["cases/geometry.yaml"]
    assert (geometry.get("tests"), geometry.get("failures"), geometry.get("skipped")) == (
        "4",
        "3",
        "0",
    )
    assert [(each.get("classname"), each.get("name")) for each in geometry.iter("testcase")] == [
        ("cases.geometry", "overlap[stride=1x1] forward"),
        ("cases.geometry", "overlap[stride=1x1] backward_filter"),
        ("cases.geometry", "overlap[stride=1x1] backward_input"),
        ("cases.geometry", "tall forward"),
    ]
    found = {each.get("name"): each.get("value") for each in geometry.iter("property")}
    assert found["implementation"] == "solution.py"
    assert found["torch"] == "2.13.0"


def test_a_failure_tells_all_that_the_console_tells(mixed):
    """The sentence, the hint, the place in the file and the reproduction line."""
    root = ET.fromstring(to_junit(mixed))
    failure = root.find(".//testcase[@name='overlap[stride=1x1] backward_input']/failure")
    assert failure.get("type") == "wrong-values"
    assert failure.get("message") == (
        "12 of 48 elements differ; worst at [0, 1, 2, 3]: "
        "got 1.0, expected 7.0, allowed difference 0"
    )
    assert failure.text.splitlines()[1:] == [
        "overlapping windows overwrite instead of adding up",
        "at cases/geometry.yaml:40",
        "again: cnncheck run cases/geometry.yaml --case 'overlap[stride=1x1]' "
        "--pass backward_input --impl solution.py",
    ]
    log = root.find(".//testcase[@name='overlap[stride=1x1] backward_filter']/system-out")
    assert log.text.splitlines()[-1] == '  File "solution.py", line 13, in convolution2D'


@pytest.mark.parametrize(
    ("outcome", "element"),
    [
        (Outcome.WRONG_SHAPE, "failure"),
        (Outcome.TIMEOUT, "failure"),
        (Outcome.UNTRUSTED, "failure"),
        (Outcome.DISPUTED, "error"),
        (Outcome.TOOL_ERROR, "error"),
        (Outcome.NOT_ASKED, "skipped"),
        (Outcome.NOT_WRITTEN, "failure"),
        (Outcome.NOT_ALLOWED, "failure"),
        (Outcome.UNSUPPORTED, "failure"),
    ],
)
def test_who_is_to_blame(xsd, make, outcome, element):
    """Nobody's implementation is blamed for what cnncheck or a reference did."""
    result = make.result(make.case(), "forward", Verdict(outcome, "real", "what happened"))
    text = to_junit(make.report(result))
    xsd.validate(text)
    [test] = ET.fromstring(text).iter("testcase")
    assert [child.tag for child in test] == [element]


def test_a_pass_has_no_children(make):
    """Viewers take any child for a problem or for output."""
    [test] = ET.fromstring(to_junit(make.report(make.passed(make.case())))).iter("testcase")
    assert list(test) == []


def test_forbidden_characters_are_escaped(xsd, make):
    """Whatever a name, a message or a log holds, the document can be read."""
    nasty = "a\x00b\x1b[31m\ufffe\udc80<&>\"'é"
    verdict = Verdict(Outcome.RAISED, "real", nasty, nasty, log=f"{nasty}\n\tindented\r\n")
    result = make.result(make.case(name=nasty, file=f"{nasty}.yaml"), "forward", verdict)
    text = to_junit(make.report(result))
    xsd.validate(text)
    assert text.isascii()
    [test] = ET.fromstring(text).iter("testcase")
    assert test.get("name") == "a\\x00b\\x1b[31m\\ufffe\\udc80<&>\"'é forward"
    assert test.find("system-out").text.splitlines()[1] == "    indented"


def test_two_implementations_have_suites_of_their_own(make):
    """Suites of one file differ by the property ``implementation``."""
    case = make.case()
    verdict = make.passed(case).verdict
    results = [make.result(case, "forward", verdict, name) for name in ("a.py", "b.py")]
    report = make.report(*results, implementations=(("a.py", "jail"), ("b.py", "jail")))
    found = [
        each.get("value")
        for each in ET.fromstring(to_junit(report)).iter("property")
        if each.get("name") == "implementation"
    ]
    assert found == ["a.py", "b.py"]
