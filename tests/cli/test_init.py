"""``cnncheck init`` through the real command: what it writes works, and it overwrites nothing."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

FILES = {
    "solution": ["solution.py"],
    "notebook": ["assignment.ipynb"],
    "cases": ["cases/first.yaml", "cases/case.schema.json"],
    "ci": [".github/workflows/cnncheck.yml"],
}


def files_of(folder):
    """Every file below a folder, as text paths."""
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


@pytest.mark.parametrize("kind", FILES)
def test_each_starter_is_written_and_says_what_is_next(kind, cnncheck, tmp_path):
    """The files, each named, and one line that begins with 'next'."""
    done = cnncheck("init", kind)
    assert (done.returncode, done.stderr) == (0, "")
    *wrote, following = done.stdout.splitlines()
    assert wrote == [f"wrote {name}" for name in FILES[kind]]
    assert following.startswith("next, ")
    assert FILES[kind][0] in following
    assert files_of(tmp_path) == sorted(FILES[kind])


def test_several_at_once_go_into_a_new_folder(cnncheck, tmp_path):
    """Twice the same kind is once; what is next names the files where they are."""
    done = cnncheck("init", "solution", "cases", "solution", "--dir", "my course")
    assert done.returncode == 0
    assert files_of(tmp_path) == sorted(
        f"my course/{name}" for name in FILES["solution"] + FILES["cases"]
    )
    assert "cnncheck run --impl 'my course/solution.py'" in done.stdout


def test_nothing_is_overwritten_without_force(cnncheck, tmp_path):
    """Not even in part: what exists is left alone, and what is missing is not written."""
    mine = tmp_path / "solution.py"
    mine.write_text("mine", "utf-8")
    done = cnncheck("init", "notebook", "solution")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: solution.py exists already; nothing was written; choose another folder with --dir, "
        "or replace with --force\n"
    )
    assert files_of(tmp_path) == ["solution.py"]
    assert mine.read_text("utf-8") == "mine"

    assert cnncheck("init", "solution", "--force").returncode == 0
    assert "def pool_back(" in mine.read_text("utf-8")


def test_a_dangling_link_is_something_that_exists(cnncheck, tmp_path):
    """A link whose target is away would otherwise be written through."""
    (tmp_path / "solution.py").symlink_to(tmp_path / "elsewhere.py")
    assert cnncheck("init", "solution").returncode == 2
    assert not (tmp_path / "elsewhere.py").exists()


def test_a_folder_that_cannot_be_made(cnncheck, tmp_path):
    """A file is in the way."""
    (tmp_path / "here").write_text("", "utf-8")
    done = cnncheck("init", "ci", "--dir", "here")
    assert done.returncode == 2
    assert done.stderr == (
        "error: the folder here/.github/workflows cannot be made: not a directory; "
        "choose another with --dir\n"
    )


def test_an_unknown_starter_is_refused(cnncheck, tmp_path):
    """With what there is."""
    done = cnncheck("init", "project")
    assert done.returncode == 2
    assert all(f"'{kind}'" in done.stderr for kind in ("project", *FILES))
    assert files_of(tmp_path) == []


def test_the_blank_solution_has_six_functions_and_says_so(cnncheck, cases, tmp_path):
    """Every case fails with the same kind words, and nothing else."""
    cnncheck("init", "solution")
    tree = ast.parse((tmp_path / "solution.py").read_text("utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert [ast.unparse(node.args) for node in functions] == [
        "X, padding",
        "X, W, stride, padding",
        "out_grad, X, W, stride",
        "out_grad, X, W, stride",
        "X, f, s",
        "grad_pool, X, f, s",
    ]
    assert all("Returns\n" in ast.get_docstring(node) for node in functions)
    done = cnncheck(
        "run", cases / "notebook.yaml", "--impl", "solution.py", "--report", "json:report.json"
    )
    assert done.returncode == 1
    results = json.loads((tmp_path / "report.json").read_text("utf-8"))["results"]
    assert len(results) == len(functions)
    for result, function in zip(results, functions, strict=True):
        assert result["verdict"]["message"] == f"{function.name} is not written yet"
        assert result["verdict"]["outcome"] == "not-written"


def test_the_case_file_is_one(cnncheck, tmp_path):
    """All of it is asked and passes, and its first line leads to the schema beside it."""
    cnncheck("init", "cases")
    done = cnncheck("run", "cases/", "-q")
    assert done.returncode == 0, done.stdout
    file = tmp_path / "cases" / "first.yaml"
    name = file.read_text("utf-8").splitlines()[0].split("$schema=")[1]
    schema = json.loads((file.parent / name).read_text("utf-8"))
    import jsonschema

    jsonschema.validate(yaml.safe_load(file.read_text("utf-8")), schema)


def test_the_workflow_runs_and_keeps_its_reports(cnncheck, solution, tmp_path):
    """Its very command, as a runner would run it, on cases of one's own."""
    cnncheck("init", "ci", "cases")
    solution("def pool_forward(X, f, s):\n    return X\n")
    workflow = yaml.safe_load((tmp_path / FILES["ci"][0]).read_text("utf-8"))
    (job,) = workflow["jobs"].values()
    (step,) = [step for step in job["steps"] if step.get("name") == "Check the solution"]
    (kept,) = [step for step in job["steps"] if step.get("name") == "Keep the reports"]
    folder = Path(sys.executable).parent
    done = subprocess.run(
        ["bash", "-e", "-c", step["run"]],
        cwd=tmp_path,
        env={
            **os.environ,
            **workflow["env"],
            "CASES": "cases/",
            "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
            "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "FAIL cases/first.yaml::by-hand" in done.stdout
    assert "::error file=cases/first.yaml,line=" in done.stdout
    assert (tmp_path / "summary.md").read_text("utf-8")
    reports = sorted(path.name for path in (tmp_path / kept["with"]["path"]).iterdir())
    assert reports == ["cnncheck.html", "cnncheck.json", "cnncheck.xml"]
    assert kept["if"] == "always()"
