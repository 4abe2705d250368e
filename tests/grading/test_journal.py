"""What is on disk when somebody is told, and what is taken from it."""

import copy
import hashlib
import hmac
import json
import os
import subprocess
import sys

import pytest

from cnncheck.errors import UsageError
from cnncheck.grading.journal import Journal, grading_key
from cnncheck.options import Options

KEY = "a" * 64
KEY_ID = hashlib.sha256(KEY.encode()).hexdigest()[:16]


@pytest.fixture
def filled(tmp_path, graded):
    """A journal of three submissions, with marks of every kind."""
    path = tmp_path / "journal.jsonl"
    done = [
        graded("a.py", ("pool_back", 1 / 3, ""), ("pool_back", 0.1, "wrong")),
        graded("b.py", ("pool_back", 1.0, "naïve ✗\ud800\n"), seconds=0.25, isolation="jailed"),
        graded("c.py"),
    ]
    journal = Journal(path, KEY)
    for each in done:
        journal.add(each)
    journal.close()
    return path, done


def test_what_was_finished_is_found_again(filled):
    """Value for value, by place and digest."""
    path, done = filled
    journal = Journal(path, KEY, resume=True)
    assert [journal.find(each.place, each.digest) for each in done] == done
    assert journal.find(done[0].place, "changed") is None
    assert journal.find("/elsewhere/a.py", done[0].digest) is None
    journal.close()


def altered(change):
    """Make a function that changes what the second submission's line says."""

    def apply(line):
        entry = json.loads(line)
        before = copy.deepcopy(entry)
        change(entry)
        assert entry != before
        return json.dumps(entry).encode()

    return apply


def put(*keys_and_value):
    *keys, value = keys_and_value

    def change(entry):
        for key in keys[:-1]:
            entry = entry[key]
        entry[keys[-1]] = value

    return altered(change)


def forged(entry):
    """By somebody who knows how lines are made, but not the cases."""
    entry["graded"]["scores"] = []
    told = json.dumps(entry["graded"]).encode()
    entry["check"] = hmac.new(KEY_ID.encode(), told, "sha256").hexdigest()


SCORE = ("graded", "scores", 0)
ALTERED = {
    "points of another": put(*SCORE, "points", 100.0),
    "a pass": put(*SCORE, "outcome", "passed"),
    "no such outcome": put(*SCORE, "outcome", "splendid"),
    "outcome of another kind": put(*SCORE, "outcome", ["passed"]),
    "points in words": put(*SCORE, "points", "many"),
    "points without end": put(*SCORE, "points", float("inf")),
    "no points": put(*SCORE, "points", None),
    "points beyond a float": put(*SCORE, "points", 10**400),
    "hidden in words": put(*SCORE, "hidden", "no"),
    "a field too many": put(*SCORE, "colour", "red"),
    "score is a number": put(*SCORE, 3),
    "scores is a mapping": put("graded", "scores", {}),
    "scores is nothing": put("graded", "scores", None),
    "no scores": put("graded", "scores", []),
    "seconds in words": put("graded", "seconds", "long"),
    "name of another": put("graded", "name", "a.py"),
    "name is a list": put("graded", "name", ["b.py"]),
    "place of another": put("graded", "place", "/somewhere/else"),
    "digest of another": put("graded", "digest", "0" * 64),
    "failure": put("graded", "failure", "broken"),
    "isolation": put("graded", "isolation", {"jailed": True}),
    "graded is text": put("graded", "b.py"),
    "graded is nothing": put("graded", None),
    "no check": altered(lambda entry: entry.pop("check")),
    "check is short": put("check", "ab"),
    "check is a number": put("check", 7),
    "check is not ASCII": put("check", "é" * 64),
    "forged": altered(forged),
    "cut": lambda line: line[: len(line) // 2],
    "twice in a line": lambda line: line + line,
    "a bit": lambda line: line.replace(b"naive", b"naivf").replace(b"na\\u00efve", b"na\\u00eeve"),
    "digits": lambda line: line.replace(b"1.0", b"9" * 5000, 1),
    "infinite": lambda line: line.replace(b"1.0", b"1e999", 1),
    "nested": lambda line: b"[" * 100_000,
    "zeros": lambda line: bytes(len(line)),
    "no text": lambda line: b"\xff\xfe" + line,
    "empty": lambda line: b"",
    "carriage return": lambda line: line[:40] + b"\r" + line[40:-1],
    "other JSON": lambda line: b'["cnncheck"]',
}


@pytest.mark.parametrize("how", ALTERED)
def test_an_altered_line_is_not_believed(filled, how):
    """It is named, the submission is asked again, and the other lines are as good as before."""
    path, done = filled
    lines = path.read_bytes().splitlines()
    lines[2] = ALTERED[how](lines[2])
    path.write_bytes(b"\n".join(lines) + b"\n")
    journal = Journal(path, KEY, resume=True)
    found = [bool(journal.find(each.place, each.digest)) for each in done]
    dropped = journal.dropped
    journal.close()
    assert found == [True, False, True]
    assert [each.line for each in dropped] == [3]
    assert all(isinstance(each.name, str) and len(each.name) <= 100 for each in dropped)


def test_spaces_do_not_alter_a_line(filled):
    """What is said is compared, not how it is spaced."""
    path, done = filled
    lines = path.read_bytes().splitlines()
    lines[2] = json.dumps(json.loads(lines[2]), separators=(",", ":")).encode()
    path.write_bytes(b"\n".join(lines) + b"\n")
    journal = Journal(path, KEY, resume=True)
    assert (journal.find(done[1].place, done[1].digest), journal.dropped) == (done[1], ())
    journal.close()


def test_the_key_does_not_stand_in_the_journal(filled):
    """Who reads it cannot write lines of it."""
    path, _ = filled
    assert KEY not in path.read_text()
    assert KEY_ID in path.read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes with names")
def test_a_pipe_and_a_device_are_no_journals(tmp_path):
    """Nobody waits for one, and nothing is lost in the other."""
    os.mkfifo(tmp_path / "pipe")
    for path, kind in ((tmp_path / "pipe", "a pipe"), ("/dev/null", "a device")):
        with pytest.raises(UsageError) as caught:
            Journal(path, KEY)
        assert str(caught.value) == (
            f"the journal {path} cannot be written: this is {kind}, expected a regular file; "
            "name another file with --journal"
        )


def test_a_journal_of_the_first_version(tmp_path):
    """Its lines have no codes, so none is believed; it is somebody's all the same."""
    path = tmp_path / "j"
    path.write_text('{"schema": "cnncheck.grade-journal/1"}\n{"key": "x"}\n')
    with pytest.raises(UsageError) as caught:
        Journal(path, KEY, resume=True)
    assert "this journal is of version 1, which this cnncheck does not read" in str(caught.value)


@pytest.mark.parametrize("changed", ["cases", "version", "options", "reference"])
def test_another_grading_is_not_taken(changed):
    """Other cases, another version, other limits, somebody else to believe."""
    given = {"cases": "x", "version": "0.1.0", "options": Options(), "reference": "torch"}
    other = {
        "cases": "y",
        "version": "0.2.0",
        "options": Options(timeout=1.0),
        "reference": "definition",
    }
    assert grading_key(**given) == grading_key(**given)
    assert grading_key(**given) != grading_key(**(given | {changed: other[changed]}))


def test_lines_of_another_key_stay_and_are_passed_over(filled, graded):
    """So that going back to the old cases finds the old grades."""
    path, done = filled
    journal = Journal(path, "b" * 64, resume=True)
    assert journal.find(done[0].place, done[0].digest) is None
    journal.add(graded("d.py"))
    journal.close()
    journal = Journal(path, KEY, resume=True)
    assert journal.find(done[0].place, done[0].digest) == done[0]
    assert journal.find("/somewhere/d.py", "d.py") is None
    journal.close()


def test_cut_anywhere_it_loses_only_what_was_not_finished(filled, graded):
    """Every length that a killed process can leave behind."""
    path, done = filled
    whole = path.read_bytes()
    ends = [i + 1 for i, byte in enumerate(whole) if byte == 10]
    for length in range(len(whole) + 1):
        path.write_bytes(whole[:length])
        journal = Journal(path, KEY, resume=True)
        complete = max(sum(end <= length for end in ends) - 1, 0)
        found = [each for each in done if journal.find(each.place, each.digest)]
        assert found == done[:complete], length
        journal.add(graded("late.py"))
        journal.close()
        again = Journal(path, KEY, resume=True)
        assert again.find("/somewhere/late.py", "late.py"), length
        assert all(again.find(each.place, each.digest) for each in found), length
        again.close()


def test_a_spoilt_line_is_graded_again(filled):
    """The others are still there."""
    path, done = filled
    lines = path.read_bytes().splitlines(keepends=True)
    for spoilt in (b"\xff\xfe\n", b"[]\n", b'{"key": "' + KEY.encode() + b'", "graded": {}}\n'):
        path.write_bytes(b"".join([*lines[:2], spoilt, *lines[3:]]))
        journal = Journal(path, KEY, resume=True)
        found = [bool(journal.find(each.place, each.digest)) for each in done]
        assert found == [True, False, True]
        journal.close()


def test_a_journal_is_not_overwritten_unasked(filled):
    """The message says what there is to choose."""
    path, done = filled
    before = path.read_bytes()
    with pytest.raises(UsageError) as caught:
        Journal(path, KEY)
    assert str(caught.value) == (
        f"the journal {path} holds 3 graded submissions; --resume takes those that are unchanged "
        "and grades the rest, --fresh grades all again, --journal names another file"
    )
    assert path.read_bytes() == before
    journal = Journal(path, KEY, fresh=True)
    assert journal.find(done[0].place, done[0].digest) is None
    journal.close()
    assert path.read_bytes() == before.splitlines(keepends=True)[0]
    Journal(path, KEY).close()  # nothing is finished in it, so nothing is asked


@pytest.mark.parametrize("options", [{}, {"resume": True}, {"fresh": True}])
@pytest.mark.parametrize("content", ["name,points\n", "{", '{"schema": "other"}\n'])
def test_another_file_is_left_alone(tmp_path, options, content):
    """Not even --fresh empties somebody's grades."""
    path = tmp_path / "grades.csv"
    path.write_text(content, encoding="utf-8")
    if content == "{":  # could be a journal that was killed in its first line
        Journal(path, KEY, **options).close()
        return
    with pytest.raises(UsageError) as caught:
        Journal(path, KEY, **options)
    assert str(caught.value) == (
        f"{path}: this file is no journal of cnncheck grade, so it is left alone; name another "
        "file with --journal"
    )
    assert path.read_text(encoding="utf-8") == content


def test_a_folder_that_is_not_there(tmp_path):
    """The message names the option."""
    with pytest.raises(UsageError) as caught:
        Journal(tmp_path / "no" / "j.jsonl", KEY)
    assert str(caught.value) == (
        f"the journal {tmp_path}/no/j.jsonl cannot be written: there is no folder {tmp_path}/no; "
        "name another file with --journal"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="files are not locked there")
def test_two_gradings_do_not_write_one_journal(filled):
    """The second one is told so, and changes nothing."""
    path, _ = filled
    journal = Journal(path, KEY, resume=True)
    other = f"from cnncheck.grading.journal import Journal; Journal({str(path)!r}, 'k', fresh=True)"
    done = subprocess.run(
        [sys.executable, "-P", "-c", other], capture_output=True, text=True, check=False
    )
    journal.close()
    assert f"another cnncheck grade is writing the journal {path}" in done.stderr
    assert len(path.read_bytes().splitlines()) == 4


def test_lines_hold_no_empty_fields(filled):
    """A pass takes a few bytes; there are hundreds of them in a submission."""
    path, _ = filled
    entry = json.loads(path.read_text().splitlines()[1])
    assert sorted(entry["graded"]["scores"][0]) == ["case", "function", "outcome", "points"]
