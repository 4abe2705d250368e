"""From paths to cases: files, folders, and what is wrong with paths."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cnncheck.cases import load_cases
from cnncheck.errors import CaseFileError, UsageError

CASE = "cases: [{{name: {}, operator: max_pool2d, input: [1, 1, 2, 3], window: 1}}]\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A current folder with case files, and with files and folders that are none."""
    monkeypatch.chdir(tmp_path)
    for name in ("b.yaml", "a.yml", "deep/er/c.yaml", "deep/bench/t.yaml", ".hidden/h.yaml"):
        write(name)
    write("deep/.h.yaml")
    Path("notes.txt").write_text("no YAML: at: all")
    return tmp_path


def write(path, name="x"):
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(CASE.format(name))


def files(paths, operators):
    return [case.file for case in load_cases(paths, operators)]


def refusal(paths, operators):
    with pytest.raises(UsageError) as caught:
        load_cases(paths, operators)
    return str(caught.value).split("\n")


def test_folder(folder, operators):
    """A folder is searched to the bottom, sorted, without hidden and bench folders."""
    assert files(".", operators) == ["a.yml", "b.yaml", "deep/er/c.yaml"]
    assert files(folder, operators) == ["a.yml", "b.yaml", "deep/er/c.yaml"]


def test_bench_is_read_when_named(folder, operators):
    """Naming the folder of benchmarks, or a file in it, is asking for it."""
    assert files(["deep/bench"], operators) == ["deep/bench/t.yaml"]
    assert files([Path("deep/bench/t.yaml")], operators) == ["deep/bench/t.yaml"]


def test_a_file_is_read_once(folder, operators):
    """However often and by whatever path it is named; the order is that of the paths."""
    os.symlink("b.yaml", "link.yaml")
    paths = ["deep/../b.yaml", "link.yaml", folder / "b.yaml", "a.yml", "."]
    assert files(paths, operators) == ["b.yaml", "a.yml", "deep/er/c.yaml"]


def test_any_name_may_be_named(folder, operators):
    """A file that is named is read whatever its suffix is."""
    write("cases.txt")
    assert files("cases.txt", operators) == ["cases.txt"]


def test_loops_of_links(folder, operators):
    """A link to a folder above is entered once and never again."""
    os.symlink("..", "deep/up")
    os.symlink("self", "self")
    assert files(".", operators) == ["a.yml", "b.yaml", "deep/er/c.yaml"]


def test_outside_of_the_current_folder(folder, operators, monkeypatch):
    """A file elsewhere keeps the path that was given."""
    monkeypatch.chdir("deep/er")
    assert files("../../a.yml", operators) == ["../../a.yml"]
    assert files(str(folder / "b.yaml"), operators) == [(folder / "b.yaml").as_posix()]


def test_faults_of_all_files_and_paths(folder, operators):
    """Everything that is wrong is said at once."""
    Path("b.yaml").write_text("cases: []")
    Path("deep/er/c.yaml").write_text("cases: [1]\nx: 2\n")
    assert refusal([".", "b.yml", "nowhere/at/all"], operators) == [
        "b.yaml:1:8: 'cases' is an empty list; write at least one case, or delete the file",
        "b.yml: there is no such file or folder; did you mean 'b.yaml'?",
        "deep/er/c.yaml:1:9: this case is 1, expected a mapping; write '- name: ' and fields",
        "deep/er/c.yaml:2:1: unknown key 'x' at the top of the file; "
        "a file has 'cases:' and 'defaults:'; fields belong into a case",
        "nowhere/at/all: there is no such file or folder; check the path",
    ]


def test_empty_folder(folder, operators):
    """A folder without case files is no success; one with bench says how to read that."""
    Path("empty").mkdir()
    assert refusal("empty", operators) == [
        "empty: there is no case file (*.yaml, *.yml) in this folder; name a folder that holds some"
    ]
    write("timed/bench/t.yaml")
    assert refusal("timed", operators) == [
        "timed: there is no case file (*.yaml, *.yml) in this folder; "
        "name bench itself to read the files in it"
    ]


def test_dangling_link(folder, operators):
    """A link to nothing is called so."""
    os.symlink("nothing", "deep/z.yaml")
    assert refusal(".", operators) == [
        "deep/z.yaml: this is a link to nothing, which is not there; name the case file itself"
    ]


def test_path_with_nul(folder, operators):
    """A path that the system cannot even look for is no crash."""
    assert refusal("a\0b", operators)[0].endswith("there is no such file or folder; check the path")


def test_one_error_for_all(folder, operators):
    """Code that catches usage errors catches this one, with each problem and place in it."""
    with pytest.raises(CaseFileError) as caught:
        load_cases(["x", "y"], operators)
    assert [problem.where.file for problem in caught.value.problems] == ["x", "y"]


def test_importing_is_light(tmp_path):
    """The package can be imported without paying for YAML, pydantic, numpy or torch."""
    program = (
        "import sys, cnncheck.cases\n"
        "heavy = {'yaml', 'pydantic', 'numpy', 'torch', 'difflib'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    command = [sys.executable, "-c", program]
    assert subprocess.run(command, check=False, timeout=60, cwd=tmp_path).returncode == 0
