"""Which files are taken from a submission, and which are refused."""

import os

import pytest

from cnncheck.errors import UsageError
from cnncheck.options import Options
from cnncheck.submission import staging


@pytest.fixture
def homework(tmp_path):
    """A folder with two files of code."""
    folder = tmp_path / "homework"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.py").write_text("A = 1\n")
    (folder / "deep" / "b.py").write_text("B = 2\n")
    return folder


def copy(folder, target):
    target.mkdir()
    return staging.copy(staging.locate(str(folder), Options()), target)


def refused(folder, target):
    with pytest.raises(UsageError) as caught:
        copy(folder, target)
    return str(caught.value)


def test_code_is_copied_and_nothing_else(homework, tmp_path):
    """Data, caches, hidden folders and environments stay where they are."""
    for name in ("data.yaml", ".hidden.py", "__pycache__/a.py", ".git/x.py", "mine/lib/y.py"):
        (homework / name).parent.mkdir(parents=True, exist_ok=True)
        (homework / name).write_text("secret")
    (homework / "mine" / "pyvenv.cfg").write_text("")
    layout = copy(homework, tmp_path / "copy")
    assert (layout.label, layout.entry) == ("homework", None)
    assert sorted(layout.files) == ["a.py", "deep/b.py"]
    found = {str(p.relative_to(layout.root)) for p in (tmp_path / "copy").rglob("*") if p.is_file()}
    assert found == {"a.py", os.path.join("deep", "b.py")}
    assert (tmp_path / "copy" / "deep" / "b.py").read_text() == "B = 2\n"


def test_a_link_out_of_the_folder_is_refused(homework, tmp_path):
    """A submission cannot have the supervisor read a hidden case file for it."""
    (tmp_path / "hidden.yaml").write_text("secret")
    (homework / "c.py").symlink_to(tmp_path / "hidden.yaml")
    assert refused(homework, tmp_path / "copy") == (
        f"{homework / 'c.py'}: homework/c.py is a link to a place outside of the folder; put the "
        "file itself there; code under test must not choose what is read"
    )


def test_links_within_the_folder_and_a_linked_file_are_followed(homework, tmp_path):
    """Who names a link means what it points to."""
    (homework / "c.py").symlink_to(homework / "a.py")
    assert "c.py" in copy(homework, tmp_path / "copy").files
    (tmp_path / "solution.py").symlink_to(homework / "a.py")
    layout = copy(tmp_path / "solution.py", tmp_path / "second")
    assert (layout.label, layout.entry, layout.files) == (
        "solution.py",
        "a.py",
        ("a.py",),
    )


def test_too_much_is_refused(homework, tmp_path, monkeypatch):
    """A whole disk given by mistake is not copied."""
    monkeypatch.setattr(staging, "MOST_FILES", 1)
    assert refused(homework, tmp_path / "one") == (
        f"{homework}: {homework} has more than 1 source files; give the folder that holds the "
        "checked functions alone"
    )
    monkeypatch.setattr(staging, "MOST_FILES", 1000)
    monkeypatch.setattr(staging, "MOST_BYTES", 8)
    assert refused(homework, tmp_path / "two") == (
        "homework has more than 0 MiB of code; give the folder that holds the checked functions "
        "alone"
    )
    monkeypatch.setattr(staging, "MOST_BYTES", 5)
    assert "a.py has 6 bytes, at most 5 are read" in refused(homework, tmp_path / "three")


def test_a_bound_file_beside_a_file_comes_along(homework):
    """Bindings may name a file next to the one that is checked, but none elsewhere."""
    bind = {"f": "deep/b.py:f", "g": "../homework/a.py:g", "h": "none.py:h"}
    layout = staging.locate(str(homework / "a.py"), Options(bind=bind))
    assert layout.files == ("a.py", "deep/b.py")
