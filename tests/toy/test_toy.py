"""An operator that cnncheck does not know: one folder, one line that registers it, every command."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest
import yaml

from cnncheck.cli.app import HOMES
from cnncheck.report.formats import FORMATS

TOY = Path(__file__).parent
CASES = TOY / "cases.yaml"


@pytest.fixture
def cnncheck(tmp_path):
    """Run a command to which the operator is known, in a folder of its own."""

    def run(*words, module="cnncheck", plugins="gap_difference"):
        return subprocess.run(
            [sys.executable, "-m", module, *map(str, words)],
            cwd=tmp_path,
            env={
                **os.environ,
                "COLUMNS": "100",
                "NO_COLOR": "1",
                "PYTHONPATH": str(TOY),
                "CNNCHECK_PLUGINS": plugins,
            },
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def right(command, *words):
    return (command, *words, "--impl", TOY / "solution.py")


def test_its_folder_and_one_line_are_all_there_is():
    """Four small files; the one that registers it has one line of code besides an import."""
    folder = TOY / "gap_difference"
    names = {path.name for path in folder.glob("*.py")}
    assert names == {"__init__.py", "operator.py", "formula.py", "torch.py"}
    lines = (folder / "__init__.py").read_text().splitlines()
    code = [line for line in lines if line and not line.startswith(('"""', "from "))]
    assert [line.partition("(")[0] for line in code] == ["register"]
    package = TOY.parent.parent / "cnncheck"
    assert not [path for path in package.rglob("*.py") if "gap_difference" in path.read_text()]


def test_cases_are_listed_and_pass(cnncheck):
    """Its parameters are fields of a case, and may vary in a matrix."""
    listed = cnncheck("run", CASES, "--list")
    assert "overlaps[step=3]  gap_difference  forward backward" in listed.stdout
    done = cnncheck(*right("run", CASES, "--reference", "definition"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "8 passed" in done.stdout


@pytest.mark.slow
def test_torch_is_asked_about_it_in_its_own_process(cnncheck):
    """And the bound holds where values are rounded."""
    done = cnncheck(*right("run", CASES, "--no-store"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "8 passed" in done.stdout


def test_a_fault_fails_in_every_report(cnncheck, tmp_path):
    """With what was asked."""
    reports = [each for each in FORMATS if each != "console"]
    done = cnncheck(
        "run", CASES, "--impl", TOY / "faulty.py", "--reference", "definition",
        *(word for each in reports for word in ("--report", f"{each}:r.{each}")),
    )  # fmt: skip
    assert done.returncode == 1
    assert "FAIL" in done.stdout
    assert "gap_difference backward" in done.stdout
    for each in reports:
        assert "overlaps" in (tmp_path / f"r.{each}").read_text()
    told = json.loads((tmp_path / "r.json").read_text())["results"]
    assert {each["verdict"]["outcome"] for each in told} == {"passed", "wrong-values"}


def test_a_failure_is_made_small_saved_and_asked_again(cnncheck, tmp_path):
    """What is not in the catalogue is told by the smallest problem, and by where it is wrong."""
    words = ("--impl", TOY / "faulty.py", "--reference", "definition")
    done = cnncheck("run", CASES, *words, "--save-failures", "failed.yaml")
    said = " ".join(done.stdout.split())
    assert "could not be diagnosed" not in said
    assert "only what is read several times is wrong" in said
    assert "smallest: out_grad 1x1x1x2" in said
    (saved,) = yaml.safe_load((tmp_path / "failed.yaml").read_text())["cases"]
    assert (saved["operator"], saved["input"]) == ("gap_difference", [1, 1, 1, 3])
    again = cnncheck("run", "failed.yaml", *words)
    assert (again.returncode, "still failing" in again.stdout) == (1, True)
    mended = cnncheck("run", "failed.yaml", "--impl", TOY / "solution.py", *words[2:])
    assert mended.returncode == 0


def test_it_is_proved_and_refuted(cnncheck):
    """For shapes that its own parameters suggest, in numbers that a person can follow."""
    words = ("prove", CASES, "--seed", "1", "--shapes", "8")
    done = cnncheck(*right(*words))
    assert done.returncode == 0, done.stderr
    assert "2 proved" in done.stdout
    done = cnncheck(*words, "--impl", TOY / "faulty.py", "--shrink-time", "60")
    assert done.returncode == 1
    assert "smallest: out_grad 1x1x1x2 [1 0], X 1x1x1x3 [0 0 0], gap 1, step 1" in done.stdout


def test_audit_passes_what_is_right(cnncheck):
    """Its right answers come from the definition."""
    audited = cnncheck("audit", CASES, "--reference", "definition")
    assert audited.returncode in (0, 1)
    assert "faults caught: 0 %" in audited.stdout
    assert "gap_difference" in audited.stdout
    assert not audited.stderr
    assert "Counted for nothing" not in audited.stdout
    alone = ("audit", CASES, "--function", "gap_difference", "--reference", "definition")
    audited = cnncheck(*alone, "--report", "json")
    assert audited.returncode == 0, audited.stderr
    told = json.loads(audited.stdout)
    assert (told["score"], told["functions"][0]["score"]) == (None, None)


def test_a_builtin_that_has_no_such_function_is_not_asked(cnncheck):
    """Nobody is blamed."""
    done = cnncheck("gap", "--gap", "3")
    assert done.returncode == 3
    assert "builtin has no function gap_difference" in done.stdout


def test_its_command_has_its_parameters(cnncheck, tmp_path):
    """And saves a case that says them."""
    shown = cnncheck("gap", "--help").stdout
    assert "--gap N" in shown
    assert "--step N" in shown
    assert "Check one difference across a gap." in cnncheck("--help").stdout
    words = ("--gap", "3", "--save", "g.yaml", "--pass", "forward", "--reference", "definition")
    done = cnncheck(*right("gap", *words))
    assert done.returncode == 0, done.stderr
    assert "gap 3   step 3" in done.stdout.splitlines()[0]
    (saved,) = yaml.safe_load((tmp_path / "g.yaml").read_text())["cases"]
    assert (saved["operator"], saved["gap"], saved["step"]) == ("gap_difference", 3, 3)


def test_what_a_case_may_not_say_is_refused_in_its_words(cnncheck, tmp_path):
    """By the parameters that it has."""
    (tmp_path / "bad.yaml").write_text(
        "cases:\n"
        "  - {name: a, operator: gap_difference, input: [1, 1, 2, 3], gap: wide}\n"
        "  - {name: b, operator: gap_difference, input: [1, 1, 2, 3], padding: 1}\n"
        "  - {name: c, operator: gap_difference, input: [1, 1, 2, 3], gap: 5}\n"
    )
    done = cnncheck("run", "bad.yaml")
    assert done.returncode == 2
    assert "gap is 'wide', expected an integer such as 2" in done.stderr
    assert (
        "'padding' does not belong to gap_difference; its fields: input, gap, step" in done.stderr
    )
    assert "gap 5 is wider than the image; write a smaller one" in done.stderr


def test_schema_fuzz_and_grade_know_it(cnncheck, tmp_path):
    """As they know those that are shipped."""
    schema = json.loads(cnncheck("schema").stdout)
    case = schema["$defs"]["Case"]["properties"]
    assert "gap_difference" in json.dumps(case["operator"])
    assert {"gap", "step"} <= case.keys()
    fuzzed = cnncheck(
        *right("fuzz", "gap_difference", "--max-examples", "4", "--seed", "1"),
        "--reference", "definition",
    )  # fmt: skip
    assert (fuzzed.returncode, fuzzed.stderr.count("4 cases drawn, 8 questions")) == (0, 1)
    (tmp_path / "class" / "ann").mkdir(parents=True)
    (tmp_path / "class" / "ann" / "solution.py").write_text((TOY / "solution.py").read_text())
    graded = cnncheck("grade", "class", "--cases", CASES, "--reference", "definition")
    assert (graded.returncode, "100.0" in graded.stdout) == (0, True), graded.stderr


@pytest.mark.slow
def test_bench_and_pytest_know_it(cnncheck, tmp_path):
    """The reference is what it is timed beside."""
    timed = cnncheck(*right("bench", CASES, "--time", "0.1", "--case", "real", "--pass", "forward"))
    assert timed.returncode == 0, timed.stderr
    assert "1 thread, beside torch" in timed.stdout
    assert "1 measured" in timed.stdout
    (tmp_path / "cnn.yaml").write_text(CASES.read_text())
    tested = cnncheck(
        "-q", "cnn.yaml", "-p", "no:cacheprovider", "--cnncheck-impl", TOY / "solution.py",
        "--cnncheck-reference", "definition", module="pytest",
    )  # fmt: skip
    assert "8 passed" in tested.stdout


def test_the_rest_goes_on_as_before(cnncheck):
    """Explaining and starting are about what is shipped."""
    assert cnncheck("explain", "padding/ones").returncode == 0
    assert cnncheck("init", "solution").returncode == 0


FAULTS = """\
import numpy as np

from cnncheck.faults.parts import kernels
from cnncheck.faults.parts.changes import columns, setting
from cnncheck.faults.declaring.passes import PassFaults
from cnncheck.faults.declaring.table import about, plan, result


def _differences(plan):
    read = plan.windows.read(plan.X)
    return (read[..., 1] - read[..., 0])[..., 0]


def _sent(plan):
    return kernels.add_up(plan, plan.G[..., None, None] * np.array([-1.0, 1.0]))


FAULTS = {
    "forward": PassFaults(
        "gap", _differences,
        about("Which of the two comes first?",
              result("turned", "the difference is taken the other way round", np.negative),
              plan("ignored", "neighbours are subtracted", columns(setting(dilation=1))))),
    "backward": PassFaults(
        "gap-backward", _sent,
        about("Which of the two is subtracted?",
              result("turned", "each gradient goes to the other pixel", np.negative))),
}
"""


def test_a_function_without_faults_says_where_they_would_be(cnncheck):
    """It is known, and nothing else is meant."""
    done = cnncheck("explain", "gap_difference")
    assert (done.returncode, done.stderr) == (
        2,
        "error: no faults of gap_difference are known; "
        "those of gap_difference belong in the module gap_difference.faults\n",
    )


def test_its_faults_are_one_file_more(cnncheck, tmp_path):
    """Named, explained and audited as those of what is shipped."""
    copytree(TOY / "gap_difference", tmp_path / "gap_difference")
    (tmp_path / "gap_difference" / "faults.py").write_text(FAULTS)
    solution = (TOY / "solution.py").read_text()
    (tmp_path / "turned.py").write_text(solution + "\n\n_right = gap_difference\n\n\n"
        "def gap_difference(X, gap, step):\n    return -_right(X, gap, step)\n")  # fmt: skip
    done = cnncheck("run", CASES, "--impl", "turned.py", "--reference", "definition")
    assert done.returncode == 1
    assert "the difference is taken the other way round" in done.stdout
    explained = cnncheck("explain", "gap-backward/turned")
    assert "each gradient goes to the other pixel" in explained.stdout
    audited = cnncheck("audit", CASES, "--function", "gap_difference", "--reference", "definition")
    assert "2 of 2 faults caught: 100 %" in audited.stdout


def test_a_dialect_of_its_functions_is_drafted(cnncheck, tmp_path):
    """Under the names that its parameters have; the draft asks as the operator does."""
    done = cnncheck("init", "dialect", "--impl", TOY / "solution.py")
    assert done.returncode == 0, done.stderr
    assert "gap_difference forward: 'gap_difference(X=X, gap=gap, step=step)'" in (
        (tmp_path / "my.yaml").read_text()
    )
    done = cnncheck(*right("run", CASES, "--reference", "definition", "--dialect", "my.yaml"))
    assert (done.returncode, "6 passed" in done.stdout) == (0, True), done.stdout


def test_two_reports_of_it_are_compared(cnncheck):
    """Which pass was right before."""
    for name in ("solution", "faulty"):
        words = ("--impl", TOY / f"{name}.py", "--reference", "definition")
        cnncheck("run", CASES, *words, "--report", f"json:{name}.json")
    done = cnncheck("diff", "solution.json", "faulty.json")
    assert (done.returncode, "overlaps[step=1]  gap_difference backward" in done.stdout) == (
        1,
        True,
    )


ABOUT_NO_LAYER = {"guide", "store"}
OF_OTHERS = {"cases"}  # makes cases of ONNX files, in which nobody's own layer is


def test_it_is_taken_through_every_command():
    """A command that is new is tried with it, or is about no layer."""
    words = ast.walk(ast.parse(Path(__file__).read_text()))
    asked = {each.value for each in words if isinstance(each, ast.Constant)}
    assert {*HOMES} - ABOUT_NO_LAYER - OF_OTHERS <= asked


def test_a_plugin_that_is_not_there_is_named(cnncheck):
    """With what to do."""
    done = cnncheck("schema", plugins="nowhere")
    assert done.returncode == 2
    assert "CNNCHECK_PLUGINS names nowhere, which cannot be imported" in done.stderr


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ('"conv2d", __name__', "there is an operator 'conv2d' already"),
        ('"mine", __name__, "conv"', "mine cannot have the command 'conv', which is conv2d's"),
    ],
)
def test_a_name_or_command_that_is_taken_is_refused(cnncheck, tmp_path, place, said):
    """The plugin is at fault, and not cnncheck."""
    (tmp_path / "taking.py").write_text(
        f"from cnncheck.operators.places import Place, register\n\nregister(Place({place}))\n"
    )
    done = cnncheck("schema", plugins="taking")
    assert done.returncode == 2
    assert f"CNNCHECK_PLUGINS names taking, which cannot be used: {said}" in done.stderr


def test_a_dialect_is_one_file(cnncheck):
    """Known by the names that the code defines; what goes wrong is told in its arguments."""
    asked = ("run", TOY.parent.parent / "cases" / "convolution.yaml", "--operator", "conv2d")
    words = (*asked, "--reference", "definition", "--impl", TOY / "cross.py")
    done = cnncheck(*words, "--pass", "forward", plugins="toy_dialect,gap_difference")
    assert done.returncode == 0, done.stdout
    assert "called in the dialect toy" in done.stdout
    unknown = cnncheck(*words, "--dialect", "nowhere", plugins="toy_dialect")
    assert unknown.returncode == 2
    assert (
        "there is no dialect 'nowhere'; choose among notebook, layers, functional, "
        in unknown.stderr
    )
