"""Files that are not what they should be: each ends in a sentence and exit code 2, none in a wait."""

import copy
import json
import os
import re
import sys

import pytest

from cnncheck.cli import main

CASES = """
cases:
  - {name: small, operator: zero_padding, input: [1, 2, 3, 4], padding: [2, 1], seed: 7}
"""
CODE = """
import numpy as np

def zero_padding(X, padding):
    ph, pw = padding
    out = np.zeros((*X.shape[:2], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out
"""
QUICKLY = ("--reference", "definition", "--no-isolation", "--shrink-time", "0")
RESULT = {
    "id": "c.yaml::small forward",
    "pass": "forward",
    "implementation": "x.py",
    "case": {"id": "c.yaml::small", "operator": "zero_padding"},
    "verdict": {
        "outcome": "wrong-values",
        "passed": False,
        "message": "1 of 2 elements differ",
        "figures": {
            "of_bound": 2.0,
            "mismatched": 1,
            "worst": {"index": [0], "got": 1.0, "expected": 2.0, "allowed": 0.0},
        },
    },
}
REPORT = {"schema": "cnncheck.report/2", "environment": {"numpy": "2"}, "results": [RESULT]}
MEASURED = {
    "id": "c.yaml::small",
    "pass": "forward",
    "threads": 1,
    "peer": "torch",
    "ours": {"median": 0.1, "error": 0.01},
    "ratio": {"median": 1.5, "error": 0.01},
}
BENCH = {
    "schema": "cnncheck.bench/1",
    "machine": {"cpu": "x", "versions": {"numpy": "2"}},
    "measurements": [MEASURED],
}


def changed(document, *keys_and_value):
    """The document as text, with one value in it replaced."""
    *keys, value = keys_and_value
    document = copy.deepcopy(document)
    holder = document
    for key in keys[:-1]:
        holder = holder[key]
    holder[keys[-1]] = value
    return json.dumps(document)


def raw(document, old, new):
    """The document as text, with a piece of it replaced."""
    text = json.dumps(document)
    assert old in text
    return text.replace(old, new, 1)


FIGURES = ("results", 0, "verdict", "figures")
REPORTS = {
    "nothing": ("", r"a\.json:1:1: this is not JSON"),
    "half": (json.dumps(REPORT)[:100], r"a\.json:1:\d+: this is not JSON"),
    "no JSON": ("cases: []", r"a\.json:1:1: this is not JSON"),
    "UTF-16": (json.dumps(REPORT).encode("utf-16"), "not even text in UTF-8"),
    "Latin-1": (b'{"schema": "\xe9"}', "not even text in UTF-8"),
    "zeros": (bytes(1000), r"a\.json:1:1: this is not JSON"),
    "a list": ("[]", "this is JSON, but no report"),
    "a number": ("7", "this is JSON, but no report"),
    "other schema": (changed(REPORT, "schema", "mine/1"), 'the schema is "mine/1"'),
    "schema is a list": (changed(REPORT, "schema", [[]]), r"the schema is \[\[\]\]"),
    "schema is long": (changed(REPORT, "schema", "x" * 10**6), "the schema is .{,60}, this"),
    "a benchmark": (json.dumps(BENCH), 'the schema is "cnncheck.bench/1"'),
    "5,000 digits": (raw(REPORT, "2.0", "7" * 5000), r"a\.json:1:\d+: 7{40}\.\.\. is no number of"),
    "21 digits": (raw(REPORT, '"mismatched": 1', '"mismatched":\n ' + "1" * 21), r"a\.json:2:2: 1"),
    "beyond a float": (raw(REPORT, "2.0", "\n\n2e999"), r"a\.json:3:1: 2e999 is larger than any"),
    "minus beyond": (raw(REPORT, "2.0", "-1e400"), r"a\.json:1:\d+: -1e400 is larger"),
    "NaN": (raw(REPORT, "2.0", "NaN"), r"a\.json:1:\d+: NaN is not JSON"),
    "Infinity": (raw(REPORT, "2.0", "-Infinity"), r"a\.json:1:\d+: -Infinity is not JSON"),
    "lists in lists": ("[" * 200_000, "nested too deeply"),
    "mappings in mappings": ('{"a":' * 100_000, "nested too deeply"),
    "deep in a report": (raw(REPORT, "2.0", "[" * 99_999 + "]" * 99_999), "nested too deeply"),
    "key twice": (raw(REPORT, '"of_bound"', '"of_bound": 1.0, "of_bound"'), 'key "of_bound" twice'),
    "passed in words": (changed(REPORT, "results", 0, "verdict", "passed", "yes"), "true or false"),
    "passed is 1": (changed(REPORT, "results", 0, "verdict", "passed", 1), "true or false"),
    "outcome is nothing": (changed(REPORT, "results", 0, "verdict", "outcome", None), "is null"),
    "no verdict": (changed(REPORT, "results", 0, "verdict", []), r"results\[0\]\.verdict is \[\]"),
    "no case": (changed(REPORT, "results", 0, "case", "c"), r"results\[0\]\.case is \"c\""),
    "results is a mapping": (changed(REPORT, "results", {}), "results is {}, expected a list"),
    "a result is a list": (changed(REPORT, "results", 0, [1]), r"results\[0\] is \[1\]"),
    "environment is text": (changed(REPORT, "environment", "x"), 'environment is "x"'),
    "id is a number": (changed(REPORT, "results", 0, "id", 7), r"results\[0\]\.id is 7"),
    "share is true": (changed(REPORT, *FIGURES, "of_bound", True), "of_bound is true"),
    "share is a list": (changed(REPORT, *FIGURES, "of_bound", [1]), r"of_bound is \[1\]"),
    "count is a fraction": (changed(REPORT, *FIGURES, "mismatched", 1.5), "mismatched is 1.5"),
    "worst is a list": (changed(REPORT, *FIGURES, "worst", [1]), r"worst is \[1\]"),
    "index is text": (changed(REPORT, *FIGURES, "worst", "index", "0"), 'index is "0"'),
    "got is nothing": (changed(REPORT, *FIGURES, "worst", "got", None), "got is null"),
}
MEASUREMENT = ("measurements", 0)
BENCHES = {
    "nothing": ("", r"a\.json:1:1: this is not JSON"),
    "a list": ("[]", "this is JSON, but no benchmark"),
    "a report": (json.dumps(REPORT), 'the schema is "cnncheck.report/2"'),
    "5,000 digits": (raw(BENCH, "1.5", "7" * 5000), r"a\.json:1:\d+: 7{40}"),
    "beyond a float": (raw(BENCH, "1.5", "1e309"), r"a\.json:1:\d+: 1e309 is larger"),
    "NaN": (raw(BENCH, "1.5", "NaN"), "NaN is not JSON"),
    "nested": ("[" * 200_000, "nested too deeply"),
    "key twice": (raw(BENCH, '"ours"', '"ours": 1, "ours"'), 'key "ours" twice'),
    "machine is text": (changed(BENCH, "machine", "x"), 'machine is "x", expected a mapping'),
    "cpu is a number": (changed(BENCH, "machine", "cpu", 7), "machine.cpu is 7"),
    "versions is a list": (changed(BENCH, "machine", "versions", []), r"versions is \[\]"),
    "a measurement is text": (changed(BENCH, *MEASUREMENT, "x"), r"measurements\[0\] is \"x\""),
    "threads is infinite": (changed(BENCH, *MEASUREMENT, "threads", "inf"), 'threads is "inf"'),
    "threads is a half": (changed(BENCH, *MEASUREMENT, "threads", 0.5), "threads is 0.5"),
    "no time": (changed(BENCH, *MEASUREMENT, "ours", "median", 0), "median is 0, which nothing"),
    "time turned back": (changed(BENCH, *MEASUREMENT, "ours", "median", -1.0), "median is -1.0"),
    "time is nan": (changed(BENCH, *MEASUREMENT, "ours", "median", "nan"), 'median is "nan"'),
    "hardly any time": (changed(BENCH, *MEASUREMENT, "ours", "median", 5e-324), "median is 5e-324"),
    "time is true": (changed(BENCH, *MEASUREMENT, "ours", "median", True), "median is true"),
    "ratio is endless": (changed(BENCH, *MEASUREMENT, "ratio", "median", 1e300), "is 1e.300"),
    "ratio is a number": (changed(BENCH, *MEASUREMENT, "ratio", 1.5), "ratio is 1.5"),
    "error is a list": (changed(BENCH, *MEASUREMENT, "ours", "error", []), r"error is \[\]"),
}


@pytest.fixture
def command(tmp_path, monkeypatch, capsys):
    """A function that runs the command in this process; returns exit code and standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    (tmp_path / "c.yaml").write_text(CASES)
    (tmp_path / "x.py").write_text(CODE)

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["cnncheck", *words])
        with pytest.raises(SystemExit) as caught:
            main()
        return caught.value.code or 0, capsys.readouterr().err

    return run


def write(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def assert_told(code, said, message):
    """Whether it ended as bad usage does, in one short sentence."""
    assert code == 2, said
    assert "Traceback" not in said
    assert "itself failed" not in said
    assert len(said) < 500
    assert re.search(message, said), said


@pytest.mark.parametrize("how", REPORTS)
def test_a_report_that_lies(command, tmp_path, how):
    """As either side of a comparison, and as a baseline before anything is run."""
    content, message = REPORTS[how]
    write(tmp_path / "a.json", content)
    write(tmp_path / "b.json", json.dumps(REPORT))
    assert_told(*command("diff", "a.json", "b.json"), message)
    assert_told(*command("diff", "b.json", "a.json"), message)
    assert_told(
        *command("run", "c.yaml", "--impl", "x.py", *QUICKLY, "--baseline", "a.json"), message
    )


@pytest.mark.parametrize("how", BENCHES)
def test_a_benchmark_that_lies(command, tmp_path, how):
    """Refused before anything is timed."""
    content, message = BENCHES[how]
    write(tmp_path / "a.json", content)
    assert_told(*command("bench", "c.yaml", "--compare", "a.json"), message)


def test_texts_of_a_report_cannot_move_the_cursor(cnncheck, tmp_path):
    """What a report says is printed with its control characters written out."""
    bad = changed(REPORT, "results", 0, "verdict", "message", "\x1b[2J\ud800\x07")
    write(tmp_path / "b.json", bad)
    write(tmp_path / "a.json", changed(REPORT, "results", 0, "verdict", "passed", True))
    done = cnncheck("diff", "a.json", "b.json")
    assert (done.returncode, done.stderr) == (1, "")
    assert "new failures (1)" in done.stdout
    assert all(c.isprintable() or c == "\n" for c in done.stdout)


CACHES = {
    "half": '{"schema": "cnncheck.last-failed/1", "fai',
    "5,000 digits": '{"schema": "cnncheck.last-failed/1", "failed": ' + "7" * 5000 + "}",
    "nested": "[" * 200_000,
    "failed is a list": '{"schema": "cnncheck.last-failed/1", "failed": [1]}',
    "places are numbers": '{"schema": "cnncheck.last-failed/1", "failed": {"x.py": [1]}}',
    "places are mappings": '{"schema": "cnncheck.last-failed/1", "failed": {"x.py": {"a": 1}}}',
    "half surrogates": '{"schema": "cnncheck.last-failed/1", "failed": {"\\ud800": [["\\ud800","",""]]}}',
    "no text": b"\xff\xfe\x00",
    "schema is a list": '{"schema": [], "failed": {}}',
}


@pytest.mark.parametrize("how", CACHES)
def test_an_altered_cache_is_as_none(command, tmp_path, how):
    """It is a convenience: the run goes on."""
    (tmp_path / ".cnncheck_cache").mkdir()
    write(tmp_path / ".cnncheck_cache" / "last-failed.json", CACHES[how])
    code, said = command("run", "c.yaml", "--impl", "x.py", *QUICKLY, "-q", "--last-failed")
    assert code == 0, said
    assert said == "no failure of x.py is remembered: running all\n"


RUN = ("run", "c.yaml", "--impl", "x.py", *QUICKLY, "-q")
NOT_FILES = {
    "diff": (("diff", "@", "@"), "@: this is @KIND, expected a regular file"),
    "baseline": ((*RUN, "--baseline", "@"), "@: this is @KIND, expected a regular file"),
    "compare": (("bench", "c.yaml", "--compare", "@"), "@: this is @KIND, expected a regular file"),
    "cases": (("run", "@", "--impl", "x.py", *QUICKLY), "@: this is no regular file"),
    "impl": (("run", "c.yaml", "--impl", "@.py", *QUICKLY), "is not a file"),
    "notebook": (("run", "c.yaml", "--impl", "@.ipynb", *QUICKLY), "is not a file"),
    "journal": (
        ("grade", "x.py", "--cases", "c.yaml", "--journal", "@", "--fresh"),
        "the journal @ cannot be written: this is @KIND",
    ),
    "submission": (("grade", "@.py", "--cases", "c.yaml"), "this is neither a .py file"),
    "report": ((*RUN, "--report", "json:@"), "cannot write @: nobody reads from it"),
}


@pytest.mark.parametrize("kind", ["pipe", "device"])
@pytest.mark.parametrize("where", NOT_FILES)
@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes with names")
def test_nobody_waits_for_a_pipe_or_reads_a_device(cnncheck, tmp_path, where, kind):
    """Wherever a file is expected, with the real command, which would hang."""
    if (where, kind) == ("report", "device"):
        pytest.skip("what is written may go to a device")
    (tmp_path / "c.yaml").write_text(CASES)
    (tmp_path / "x.py").write_text(CODE.replace("return out", "return out + 1"))
    for name in ("thing", "thing.py", "thing.ipynb"):
        if kind == "pipe":
            os.mkfifo(tmp_path / name)
        else:
            (tmp_path / name).symlink_to("/dev/zero")
    words, message = NOT_FILES[where]
    done = cnncheck(*(word.replace("@", "thing") for word in words), timeout=60)
    expected = message.replace("@KIND", f"a {kind}").replace("@", "thing")
    assert_told(done.returncode, done.stderr, expected)


LINKS = {
    "diff": ("diff", "thing", "thing"),
    "baseline": (*RUN, "--baseline", "thing"),
    "cases": ("run", "thing", "--impl", "x.py", *QUICKLY),
    "cases of a grading": ("grade", "x.py", "--cases", "thing"),
    "impl": ("run", "c.yaml", "--impl", "thing.py", *QUICKLY),
    "submission": ("grade", "thing.py", "--cases", "c.yaml"),
}


@pytest.mark.parametrize(
    ("target", "message"),
    [("@", "is a link that leads back to itself"), ("nothing", "a link to nothing, which is not")],
)
@pytest.mark.parametrize("where", LINKS)
def test_a_link_that_leads_nowhere_is_called_so(command, tmp_path, where, target, message):
    """Not that nothing is there, where everybody sees that something is."""
    for name in ("thing", "thing.py"):
        (tmp_path / name).symlink_to(target.replace("@", name))
    assert_told(*command(*LINKS[where]), message)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes with names")
def test_a_cache_of_pipes_is_not_waited_for(cnncheck, tmp_path):
    """Neither when it is read nor when it is written."""
    (tmp_path / "c.yaml").write_text(CASES)
    (tmp_path / "x.py").write_text(CODE.replace("return out", "return out + 1"))
    (tmp_path / ".cnncheck_cache").mkdir()
    os.mkfifo(tmp_path / ".cnncheck_cache" / "last-failed.json")
    done = cnncheck(*RUN, "--last-failed", timeout=60)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr


def test_there_are_enough():
    """The tables do not shrink unnoticed."""
    assert len(REPORTS) + len(BENCHES) + len(CACHES) + 2 * len(NOT_FILES) >= 80
