"""A class in which everybody writes as they learnt it, graded in one command."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cnncheck.cli.app import application

HERE = Path(__file__).parent
PEOPLE = HERE / "people"
TESTS = HERE.parent
CASES = TESTS.parent / "cases" / "courses"

PARTS = ("right-bias_under_another_name.py", "right-returned.py")
"""Right code without a backward pass, or without pooling: there are points for neither."""

AMBIGUOUS = """\
def conv_forward_naive(x, w, b, conv_param):
    return x, None

def conv2d(input, weight, stride, padding):
    return input
"""


def files(kind):
    """Yield all files of a kind with their dialect."""
    for path in sorted(PEOPLE.glob(f"*/{kind}/*")):
        yield path.parts[-3], path


def graded(folder, into, cases):
    """Grade a folder, and return what is told of each submission, and the table."""
    words = ("grade", folder, "--cases", *cases, "--reference", "definition", "-q")
    words += ("--report", f"json:{into}", "--journal", into.with_suffix(".journal"))
    done = CliRunner().invoke(application(["grade"]), [*map(str, words)], env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    return json.loads(into.read_text())["submissions"], done.output


def filled(folder, chosen):
    """Copy files into a folder, each under its dialect's name and its own."""
    folder.mkdir()
    for dialect, path in chosen:
        shutil.copy(path, folder / f"{dialect}-{path.parts[-2]}-{path.name}")
    shutil.copy(TESTS / "solutions" / "vectorised.py", folder / "notebook-right-v.py")
    shutil.copy(HERE / "functional_solution.py", folder / "functional-right-f.py")


def _is_fair(percent, name):
    """Whether right code has all points, and what was not written or is wrong none."""
    if name in PARTS:
        return 0 < percent < 100
    return (percent == 100) == name.startswith("right")


def test_each_is_graded_in_its_dialect(tmp_path):
    """The table says which; who cannot be understood is told why, and holds up nobody."""
    some = [*list(files("right"))[::3], *list(files("faulty"))[::14]]
    filled(tmp_path / "class", some)
    (tmp_path / "class" / "zoe.py").write_text(AMBIGUOUS)
    found, said = graded(tmp_path / "class", tmp_path / "grades.json", [CASES / "cs231n.yaml"])
    assert len(found) == len(some) + 3
    for each in found:
        dialect, _, rest = each["name"].partition("-")
        if each["name"] == "zoe.py":
            assert (each["dialect"], each["percent"]) == ("?", 0)
            assert "fits two dialects equally" in each["reason"]
            continue
        assert each["dialect"] == dialect
        assert _is_fair(each["percent"], rest), each["name"]
    assert [line for line in said.splitlines() if "zoe.py" in line and " ? " in line]


@pytest.mark.exhaustive
def test_everybody_is_graded_in_one_command(tmp_path):
    """All files of all dialects."""
    everybody = [*files("right"), *files("faulty")]
    filled(tmp_path / "class", everybody)
    found, _ = graded(tmp_path / "class", tmp_path / "grades.json", [CASES])
    assert len(found) == len(everybody) + 2
    for each in found:
        dialect, _, rest = each["name"].partition("-")
        assert each["dialect"] == dialect
        assert _is_fair(each["percent"], rest), each["name"]
