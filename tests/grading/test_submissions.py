"""What the arguments mean, and what submissions are called."""

import shutil

import pytest

from cnncheck.errors import UsageError
from cnncheck.grading.content import read_content
from cnncheck.grading.submissions import Submission, find_submissions
from cnncheck.options import Options


def names(found):
    return [each.name for each in found.submissions]


def test_a_single_folder_holds_submissions(submissions):
    """Files, notebooks and folders in it, by name; the rest is named as left out."""
    found = find_submissions([submissions])
    assert names(found) == ["alice.py", "bob.ipynb", "carol", "dan.py", "eve"]
    assert found.left_out == ("notes.txt",)
    assert found.folder == str(submissions)


def test_a_folder_with_a_file_named_after_a_function_is_one_submission(submissions):
    """Nobody calls a whole submission convolution2D.py."""
    assert names(find_submissions([submissions / "carol"])) == ["carol"]


def test_one_says_that_a_folder_is_one_submission(submissions):
    """As an autograder knows that is given a student's folder."""
    assert names(find_submissions([submissions], one=True)) == ["work"]


def test_several_arguments_are_a_submission_each(submissions):
    """Folders too."""
    found = find_submissions([submissions / "eve", submissions / "alice.py"])
    assert names(found) == ["eve", "alice.py"]


def test_names_are_unique_where_files_are_called_alike(tmp_path):
    """As seen from the deepest folder that holds them all."""
    paths = [tmp_path / "x" / who / "solution.py" for who in ("ann", "ben")]
    for path in paths:
        path.parent.mkdir(parents=True)
        path.touch()
    assert names(find_submissions(paths)) == ["ann/solution.py", "ben/solution.py"]
    assert names(find_submissions(paths[:1])) == ["solution.py"]


def test_a_submission_that_is_given_twice_is_named_and_taken_once(submissions):
    """However it is spelled."""
    again = submissions / "eve" / ".." / "alice.py"
    found = find_submissions([submissions / "alice.py", submissions / "dan.py", again])
    assert names(found) == ["alice.py", "dan.py"]
    assert found.repeated == (str(again),)


@pytest.mark.parametrize(
    ("arguments", "one", "message"),
    [
        (["nowhere"], False, "nowhere: there is no such submission; check the path"),
        (
            ["work/notes.txt"],
            False,
            "work/notes.txt: this is neither a .py file, nor an .ipynb notebook, nor a folder; "
            "name submissions, or the one folder that holds them",
        ),
        (
            ["work/eve"],
            False,
            "work/eve: the folder has no submissions; each .py file, .ipynb notebook or folder in "
            "it would be one",
        ),
        (
            ["work/alice.py", "work/eve"],
            True,
            "--one was given with 2 submissions; leave it out: with several arguments each is one "
            "submission",
        ),
    ],
)
def test_what_cannot_be_graded_is_refused(submissions, monkeypatch, arguments, one, message):
    """Before anything is run."""
    monkeypatch.chdir(submissions.parent)
    with pytest.raises(UsageError) as caught:
        find_submissions(arguments, one=one)
    assert str(caught.value) == message


def test_a_folder_of_other_things_says_what_it_has(submissions):
    """An empty-looking folder is easier to explain with the names in it."""
    other = submissions / "eve"
    (other / "alice.zip").touch()
    with pytest.raises(UsageError, match=r"the folder has no submissions, only alice\.zip"):
        find_submissions([other])


def content(path):
    return read_content(Submission(path.name, path), Options())


def test_content_is_unpacked_as_it_was(submissions, tmp_path):
    """Under the submission's own name, folder and all."""
    for name in ("alice.py", "bob.ipynb", "carol"):
        target = tmp_path / f"copy of {name}"
        target.mkdir()
        opened = content(submissions / name).unpack(target)
        assert opened == str(target / name)
        assert content(target / name) == content(submissions / name)


def test_the_digest_is_of_names_and_code(submissions):
    """A touched file is the same, a changed or renamed one is not; nor are caches looked at."""
    before = content(submissions / "carol").digest
    (submissions / "carol" / "__pycache__").mkdir()
    (submissions / "carol" / "__pycache__" / "x.pyc").touch()
    (submissions / "carol" / "pool_back.py").touch()
    assert content(submissions / "carol").digest == before
    shutil.move(submissions / "carol" / "pool_back.py", submissions / "carol" / "pool_bakc.py")
    assert content(submissions / "carol").digest != before


def test_the_digest_is_the_same_for_copies_under_other_names(submissions):
    """So that the same code is found whoever handed it in."""
    shutil.copy(submissions / "alice.py", submissions / "zoe.py")
    shutil.copytree(submissions / "carol", submissions / "yan")
    assert content(submissions / "zoe.py").digest == content(submissions / "alice.py").digest
    assert content(submissions / "yan").digest == content(submissions / "carol").digest


def test_a_folder_without_code_has_a_fault(submissions):
    """It is graded as what it is, and stops nobody else."""
    assert content(submissions / "eve").fault == "eve has no .py file"
