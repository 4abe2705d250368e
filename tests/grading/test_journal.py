"""What is on disk when somebody is told, and what is taken from it."""

import json
import subprocess
import sys

import pytest

from cnncheck.errors import UsageError
from cnncheck.grading.journal import Journal, grading_key
from cnncheck.implementations.options import Options

KEY = "a" * 64


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


@pytest.mark.parametrize("changed", ["cases", "version", "options"])
def test_another_grading_is_not_taken(changed):
    """Other cases, another version, other limits."""
    given = {"cases": "x", "version": "0.1.0", "options": Options()}
    other = {"cases": "y", "version": "0.2.0", "options": Options(timeout=1.0)}
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
        f"the journal {tmp_path}/no/j.jsonl cannot be written: No such file or directory; name "
        "another file with --journal"
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
