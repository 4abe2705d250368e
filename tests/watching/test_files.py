"""Waiting for saves as editors make them, and for nothing else."""

import os
import threading
import time

import pytest

from cnncheck.errors import UsageError
from cnncheck.options import Options
from cnncheck.running.watched_files import WatchedFiles

CASES = "cases:\n  - {name: a, operator: zero_padding, input: [1, 2, 3, 4], padding: 1}\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A solution, and cases in a folder with a folder below it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cases" / "more").mkdir(parents=True)
    for name, text in {
        "solution.py": "a = 1\n",
        "other.py": "b = 1\n",
        "cases/first.yaml": CASES,
        "cases/more/second.yaml": CASES,
        "cases/notes.txt": "",
    }.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def watched(project):
    """The solution and the cases, watched."""
    return WatchedFiles(["solution.py"], [project / "cases"], Options())


@pytest.fixture
def waiting(project, watched):
    """A function that does something while we wait; returns the files that changed."""

    def wait(*steps):
        def act():
            for step in steps:
                time.sleep(0.15)
                step()

        before = watched.contents()
        thread = threading.Thread(target=act)
        thread.start()
        try:
            changed = watched.wait(before)
        finally:
            thread.join()
        return [path.relative_to(project).as_posix() for path in changed]

    return wait


def test_contents_are_those_of_the_code_and_the_cases(project, watched):
    """Neither of other code nor of other files."""
    names = {path.relative_to(project).as_posix() for path in watched.contents()}
    assert names == {"solution.py", "cases/first.yaml", "cases/more/second.yaml"}


def test_a_file_that_is_written_in_place(project, waiting):
    """As a shell writes."""
    path = project / "solution.py"
    assert waiting(lambda: path.write_text("a = 2\n", "utf-8")) == ["solution.py"]


def test_a_file_that_is_replaced_by_a_copy(project, waiting):
    """As most editors save: a temporary file that is renamed."""

    def save():
        (project / ".solution.py.tmp").write_text("a = 2\n", "utf-8")
        os.replace(project / ".solution.py.tmp", project / "solution.py")

    assert waiting(save) == ["solution.py"]


def test_a_file_that_is_moved_away_and_written_anew(project, watched, waiting):
    """As Vim saves with a backup: for a moment there is no file at all."""
    path = project / "solution.py"
    before = watched.contents()
    changed = waiting(
        lambda: path.rename(project / "solution.py~"), lambda: path.write_text("a = 3\n", "utf-8")
    )
    assert changed == ["solution.py"]
    assert watched.contents()[path] not in (None, before[path])


def test_a_file_that_stays_away_is_a_change(project, watched, waiting):
    """After a moment of grace."""
    assert waiting((project / "solution.py").unlink) == ["solution.py"]
    (absent,) = [path for path, told in watched.contents().items() if told is None]
    assert absent.name == "solution.py"


def test_a_save_without_a_change_is_none(project, waiting):
    """Nor are other files; only the last step counts."""
    path = project / "solution.py"
    changed = waiting(
        lambda: path.write_text("a = 1\n", "utf-8"),
        lambda: os.utime(path),
        lambda: (project / "other.py").write_text("b = 2\n", "utf-8"),
        lambda: (project / "cases" / "notes.txt").write_text("hm", "utf-8"),
        lambda: (project / "cases" / "first.yaml").write_text(CASES + "\n", "utf-8"),
    )
    assert changed == ["cases/first.yaml"]


def test_a_new_case_file_in_a_new_folder(project, waiting):
    """Folders are looked for again each time."""

    def write():
        (project / "cases" / "new").mkdir()
        (project / "cases" / "new" / "third.yaml").write_text(CASES, "utf-8")

    assert waiting(write) == ["cases/new/third.yaml"]


@pytest.mark.parametrize(
    "written", ["{npz: below/x.npz, array: X}", "{'npz': 'below/x.npz', array: X}", "{npz: x 1.npz"]
)
def test_an_array_beside_a_case_file_belongs_to_it(project, watched, waiting, written):
    """Whoever named it, and however broken the rest of the file is; other arrays do not."""
    name = "x 1.npz" if "x 1" in written else "below/x.npz"
    folder = project / "cases" / "more"
    (folder / "below").mkdir()
    (folder / "second.yaml").write_text(f"{CASES}    values: {{X: {written}\n", "utf-8")
    assert watched.contents()[folder / name] is None
    changed = waiting(
        lambda: (folder / "other.npz").write_bytes(b"1"),
        lambda: (folder / name).write_bytes(b"1"),
    )
    assert changed == [f"cases/more/{name}"]


def test_a_change_before_the_wait_counts(project, watched):
    """What was saved while the last run still went on."""
    before = watched.contents()
    (project / "solution.py").write_text("a = 4\n", "utf-8")
    started = time.monotonic()
    assert [path.name for path in watched.wait(before)] == ["solution.py"]
    assert time.monotonic() - started < 0.5


def test_folders_and_the_built_in_layers_are_watched(project):
    """Everything that would be loaded."""
    folder = WatchedFiles(["."], [project / "cases"], Options()).contents()
    assert {path.name for path in folder} >= {"solution.py", "other.py", "first.yaml"}
    builtin = WatchedFiles(["builtin"], [project / "cases"], Options()).contents()
    assert {path.name for path in builtin} >= {"convolution.py", "first.yaml"}


def test_what_a_run_writes_is_not_what_it_waits_for(project):
    """A report beside the code whose name stands in it, as ``out`` does in most code."""
    (project / "solution.py").write_text("out = 1\ntable = 2\n", "utf-8")
    for name in ("out.json", "table.csv"):
        (project / name).write_text("{}", "utf-8")
    places = ["solution.py"], [project / "cases"], Options()
    written = ["out.json", str(project / "cases" / "first.html")]
    names = {path.name for path in WatchedFiles(*places).contents()}
    assert names - {path.name for path in WatchedFiles(*places, written).contents()} == {"out.json"}
    assert "table.csv" in names


def test_without_watchfiles_there_is_a_way_out(project, monkeypatch):
    """The extra is named."""
    import sys

    monkeypatch.setitem(sys.modules, "watchfiles", None)
    with pytest.raises(UsageError) as caught:
        WatchedFiles(["solution.py"], [project], Options())
    assert str(caught.value) == (
        "--watch needs watchfiles, which is not installed; install it: pip install 'cnncheck[watch]'"
    )
