"""Files that would be overwritten."""

import os

import pytest

from cnncheck.errors import UsageError
from cnncheck.rendering.targets import check_targets


def test_files_of_their_own_are_fine(tmp_path):
    """Standard output takes several, one after the other; a file may be there from another time."""
    (tmp_path / "a.json").write_text("old")
    targets = [("--a", str(tmp_path / "a.json")), ("--b", str(tmp_path / "b")), ("--c", None)]
    check_targets([*targets, ("--d", None)], [tmp_path / "case.yaml"])


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("no/x", "there is no folder no; create it: mkdir -p 'no'"),
        ("sub", "it is a folder; name a file inside it"),
        ("file/x", "there is no folder file; create it: mkdir -p 'file'"),
        ("y" * 300, "file name too long; nothing was changed; give it a shorter name"),
    ],
)
def test_a_place_that_cannot_be_written_is_named_before_anything_is_asked(
    tmp_path, monkeypatch, place, why
):
    """Not after the hours that the work takes."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError) as caught:
        check_targets([("--report json:x", "sub/x"), ("--report csv:x", place)])
    assert str(caught.value) == f"cannot write {place}: {why}"


def test_a_device_is_written_to(tmp_path):
    """Its folder need not be ours."""
    check_targets([("--report json:/dev/stdout", "/dev/stdout"), ("--save", os.devnull)])


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize("other", ["x", "./x", "sub/../x", "link", "sub/link"])
def test_a_file_is_the_same_however_it_is_named(tmp_path, monkeypatch, there, other):
    """Through links as well, whether it is there already or not."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    os.symlink("x", "link")
    os.symlink("../x", "sub/link")
    if there:
        (tmp_path / "x").write_text("")
    with pytest.raises(UsageError) as caught:
        check_targets([("--report json:x", "x"), (f"--report junit:{other}", other)])
    assert str(caught.value) == (
        f"--report json:x and --report junit:{other} would both be written to {other}; "
        "give each a file of its own"
    )
    with pytest.raises(UsageError, match=f"--save would overwrite {other}, which this command"):
        check_targets([("--save", other)], ["x"])
