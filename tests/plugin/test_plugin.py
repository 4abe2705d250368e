"""Case files in pytest runs, through the real command in projects of their own."""

import re
import shlex
import subprocess
import sys

import pytest

WRONG = "cases/pooling.yaml::overlap::forward[stride=1,fill=integers]"
COURSE = """\
import numpy as np


def max_pool_forward_naive(x, pool_param):
    f, s = pool_param["pool_height"], pool_param["stride"]
    V = np.lib.stride_tricks.sliding_window_view(x, (f, f), axis=(2, 3))[:, :, ::s, ::s]
    return V.max((4, 5)), (x, pool_param)
"""
MISSING = (
    "solution.py has no function pool_back. It has pool_forward, zero_padding. Define pool_back, "
    "or name another with --bind pool_back=NAME."
)


def listed(result):
    """The item ids of a run with --collect-only -q."""
    return [line for line in result.outlines if "::" in line]


def outcomes(result):
    """The items of a run with -v, with how they ended; xdist writes the two the other way round."""
    alone = re.compile(r"^(cases/\S+) (PASSED|FAILED|SKIPPED)")
    xdist = re.compile(r"^\[gw\d\] \[ *\d+%\] (PASSED|FAILED|SKIPPED) (cases/\S+)")
    lines = result.outlines
    return dict(m.groups() for m in map(alone.match, lines) if m) | {
        m[2]: m[1] for m in map(xdist.match, lines) if m
    }


def test_cases_are_items_with_the_ids_of_reports(run, items):
    """In the order of the file, its matrix expanded, one for each pass."""
    assert listed(run("cases", "--collect-only", "-q")) == items


def test_collecting_imports_no_torch(project):
    """Listing is quick, and so is a run of other files."""
    project.makeconftest(
        "import sys\ndef pytest_sessionfinish():\n    assert 'torch' not in sys.modules\n"
    )
    assert project.runpytest_subprocess("cases", "--collect-only", "-q").ret == 0


@pytest.mark.parametrize("words", [(), ("--cnncheck-reference", "torch")], ids=["-", "torch"])
def test_the_built_in_layers_pass(run, items, words):
    """Without an implementation the built-in one is asked."""
    run("cases", "-v", *words).assert_outcomes(passed=len(items))


def test_a_reference_that_nobody_knows_is_refused(run, monkeypatch):
    """Torch is not taken in its place."""
    monkeypatch.setenv("CNNCHECK_REFERENCE", "jax")
    result = run("cases")
    assert result.ret == 4
    said = "*CNNCHECK_REFERENCE=jax is no reference; write torch or definition"
    result.stderr.fnmatch_lines([said])


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "xdist"])
def test_a_solution_is_judged_as_by_the_command(workers, run, items, leftovers):
    """Right, wrong and missing functions, and nothing is left behind, with and without xdist."""
    result = run("cases", "--cnncheck-impl", "solution.py", "-v", *workers)
    assert result.ret == 1
    assert outcomes(result) == {
        item: "SKIPPED" if "::backward" in item else "PASSED" if "border" in item else "FAILED"
        for item in items
    }
    result.stdout.fnmatch_lines(
        [
            "FAIL cases/pooling.yaml::overlap[[]stride=1,fill=integers]  max_pool2d forward",
            "  90 of 90 elements differ; worst at *: got -*, expected *, allowed difference 0*",
            f"  again: pytest '{WRONG.replace('[', '[[]')}' --cnncheck-impl solution.py",
            "*= cnncheck: not asked (--cnncheck-require-all fails for it) =*",
            f"4 not asked: {MISSING}",
            "*4 failed, 1 passed, 4 skipped*",
        ]
    )
    assert leftovers() == []


def test_the_reproduction_line_asks_exactly_that(run, project):
    """The id is one argument, brackets and all."""
    result = run(WRONG, "--cnncheck-impl", "solution.py", "-v")
    result.assert_outcomes(failed=1)
    assert list(outcomes(result)) == [WRONG]


@pytest.mark.parametrize(
    ("chosen", "count"), [("overlap", 8), ("overlap::forward", 4), ("border::forward", 1)]
)
def test_ids_select_cases_and_passes_with_all_variants(chosen, count, run, items):
    """As classes, methods and parameters are selected."""
    chosen = f"cases/pooling.yaml::{chosen}"
    found = listed(run(chosen, "--collect-only", "-q"))
    assert found == [item for item in items if item.startswith(chosen)]
    assert len(found) == count


ODD = ["tail:", "a[b]", "]", "[stride=1]", ":lead", "it's a/b c*?"]


@pytest.mark.parametrize("name", ODD)
def test_any_name_can_be_selected(name, run, put):
    """Of those that case files may have: as it is listed, and in the line that repeats it."""
    shape = "operator: max_pool2d, input: [1, 1, 3, 3], window: 2, matrix: {stride: [1, 2]}"
    put("odd.yaml", f'cases: [{{name: "{name}", passes: [forward], {shape}}}]\n')
    found = listed(run("odd.yaml", "--collect-only", "-q"))
    assert len(found) == 2
    assert listed(run(found[1], "--collect-only", "-q")) == found[1:]
    result = run("odd.yaml", "--cnncheck-impl", "solution.py", "-n", "0")
    again = [line for line in result.outlines if line.startswith("  again: ")]
    assert [shlex.split(line)[2] for line in again] == found


def test_links_are_followed_as_other_tests_links_are(run, project):
    """A folder of cases, and a file, that lie elsewhere."""
    (project.path / "linked").symlink_to("cases")
    (project.path / "one.yaml").symlink_to("cases/pooling.yaml")
    for name, shown in (("linked", "linked/pooling.yaml"), ("one.yaml", "one.yaml")):
        found = listed(run(name, "--collect-only", "-q"))
        assert {item.partition("::")[0] for item in found} == {shown}
        assert len(found) == 9


@pytest.mark.usefixtures("foreign")
def test_paths_of_the_ini_file_are_asked_for_wherever_they_are(run, put):
    """Beside the folder of the file, and beside `testpaths`; named by hand, only what is named."""
    put("conf/pytest.ini", "[pytest]\ncnncheck_cases = ../cases\ntestpaths = ../tests\n")
    put("pytest.ini", "[pytest]\ntestpaths = tests\ncnncheck_cases = cases\n")
    assert len(listed(run("--collect-only", "-q"))) == 10
    run("-n", "2", "--cnncheck-impl", "builtin").assert_outcomes(passed=10)
    assert len(listed(run("tests", "--collect-only", "-q"))) == 1
    assert len(listed(run("-c", "conf/pytest.ini", ".", "--collect-only", "-q"))) == 10


def test_paths_of_the_ini_file_that_are_not_there_are_refused(run, put):
    """A slip of the pen would ask nothing, and pass."""
    put("pytest.ini", "[pytest]\ncnncheck_cases = casez\n")
    result = run("--collect-only", "-q")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: cnncheck_cases: *casez is not there; name files and*"])


def test_what_is_not_asked_fails_where_all_is_required(run):
    """Otherwise something has to pass, and the rest is said."""
    words = ("cases", "-k", "border or backward", "--cnncheck-impl", "solution.py")
    result = run(*words)
    result.assert_outcomes(passed=1, skipped=4, deselected=4)
    assert result.ret == 0
    result = run(*words, "--cnncheck-require-all")
    result.assert_outcomes(passed=1, failed=4, deselected=4)
    assert result.ret == 1


def test_what_a_dialect_cannot_say_is_skipped(run, put):
    """Item by item, with what there are no words for; the rest is judged."""
    put("course.py", COURSE)
    result = run("cases", "--cnncheck-impl", "course.py")
    said = "*not asked: the dialect cs231n has no words for zero_padding forward."
    result.stdout.fnmatch_lines([said])
    ends = result.parseoutcomes()
    assert ends["passed"] > 0
    assert ends["skipped"] > 0
    assert "failed" not in ends


def test_cases_are_selected_by_operator_tag_and_variant(run):
    """``-k`` knows more than names."""
    result = run("cases", "-k", "max_pool2d and quick and integers", "--collect-only", "-q")
    assert len(listed(result)) == 4


def test_a_bad_case_file_is_a_collection_error(run, put):
    """All its faults, each with file, line and column; and no traceback."""
    put(
        "cases/bad.yaml",
        "cases:\n  - {name: a, operator: conv2d, input: [1, 2, 3], filtre: [1, 2, 3, 3]}\n",
    )
    result = run("cases")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    text = result.stdout.str()
    assert (
        """
cases/bad.yaml:2:5: this case has no filter, which conv2d needs; write filter: four integers [F, C, KH, KW]
cases/bad.yaml:2:40: input is [1, 2, 3], expected four integers [N, C, H, W]
cases/bad.yaml:2:51: unknown key 'filtre' in this case; did you mean 'filter'?
"""
        in text
    )
    assert "Traceback" not in text
    assert "ERROR cases/bad.yaml" in text


def test_an_implementation_that_is_not_there_ends_the_run_at_once(run):
    """One sentence, before anything is collected."""
    result = run("cases", "--cnncheck-impl", "solutoin.py")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    (line,) = [line for line in result.errlines if line.startswith("ERROR: ")]
    assert line.startswith("ERROR: --cnncheck-impl: ")
    assert "solutoin.py" in line


def test_a_broken_solution_is_told_item_by_item_in_our_words(run, put):
    """Its own traceback points into the person's file, not into cnncheck."""
    put("broken.py", "def zero_padding(X, padding):\n    return X[\n")
    result = run("cases", "-k", "border", "--cnncheck-impl", "broken.py")
    result.assert_outcomes(failed=1, deselected=8)
    result.stdout.fnmatch_lines(["  broken.py cannot be loaded: SyntaxError: *line 2*"])
    assert "cnncheck/" not in result.stdout.str().replace("cnncheck/pytest", "")


def test_junit_files_carry_the_outcome(run, project):
    """The user property that xdist carries as well."""
    run(
        "cases",
        "--cnncheck-impl",
        "solution.py",
        "--junit-xml=out.xml",
        "-o",
        "junit_family=xunit1",
    )
    text = (project.path / "out.xml").read_text("utf-8")
    for outcome, count in (("passed", 1), ("wrong-values", 4), ("not-asked", 4)):
        assert text.count(f'<property name="cnncheck_outcome" value="{outcome}"') == count


FOREIGN = {
    "compose.yaml": "services:\n  db: {image: postgres}\n",
    "table.yml": "cases:\n  - {name: a, operator: plus, input: [1, 2]}\n",
    "broken.yaml": "cases: [\n  operator: divide\n",
}


@pytest.fixture
def foreign(put):
    """Other people's YAML and one test, beside cnncheck's cases."""
    for name, text in FOREIGN.items():
        put(f"tests/{name}", text)
    put("tests/test_own.py", "def test_own():\n    pass\n")


@pytest.mark.usefixtures("foreign")
@pytest.mark.parametrize("words", [(), ("tests",), (".", "--ignore=cases")])
def test_other_peoples_yaml_is_left_alone(words, run, put):
    """Without arguments not even our own files are taken, were they beside the tests."""
    put("pytest.ini", "[pytest]\ntestpaths = tests cases\n")
    result = run(*words, "--collect-only", "-q")
    assert listed(result) == ["tests/test_own.py::test_own"]
    assert result.ret == 0


@pytest.mark.usefixtures("foreign")
@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "xdist"])
def test_paths_of_the_ini_file_are_taken_without_arguments(workers, run, put):
    """The file that says so may say what to check as well, relative to itself."""
    put(
        "pytest.ini",
        "[pytest]\ntestpaths = tests cases\ncnncheck_cases = cases\ncnncheck_impl = solution.py\n",
    )
    result = run(*workers)
    result.assert_outcomes(passed=2, failed=4, skipped=4)


def test_paths_of_the_ini_file_may_hold_nothing_but_cases(run, put):
    """Whatever it looks like, a YAML file there is read as one of cases."""
    put("pytest.ini", "[pytest]\ntestpaths = cases\ncnncheck_cases = cases\n")
    put("cases/other.yaml", "cases: none\n")
    result = run("--collect-only", "-q")
    assert "cases/other.yaml:1:8: 'cases' is 'none', expected a list" in result.stdout.str()


def test_the_flag_takes_every_yaml_file(run, put):
    """Also one that does not look like cases, which is then an error."""
    put("cases/other.yaml", "casez: []\n")
    assert run("cases", "--collect-only", "-q").ret == 0
    result = run("cases", "--cnncheck", "--collect-only", "-q")
    assert result.ret != 0
    assert "cases/other.yaml:1:1: unknown key 'casez'" in result.stdout.str()


def test_a_file_with_the_schema_line_is_taken(run, put):
    """Whatever else is wrong with it."""
    put("cases/other.yaml", "# yaml-language-server: $schema=case.schema.json\ncase: 1\n")
    result = run("cases", "--collect-only", "-q")
    assert "cases/other.yaml:2:1: unknown key 'case'" in result.stdout.str()


def test_loading_the_plugin_imports_nothing_heavy():
    """Every pytest run of the environment pays for it."""
    code = (
        "import pytest, sys; before = set(sys.modules); import cnncheck.pytest_plugin; "
        "print(*sorted({m.partition('.')[0] for m in set(sys.modules) - before}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["cnncheck"]


def test_a_large_foreign_file_is_left_alone(tmp_path):
    """Signs of ours in a comment do not make it ours."""
    from cnncheck.pytest_plugin.meant import _looks_like_cases

    path = tmp_path / "data.yaml"
    path.write_text("operator: conv3d # cases: \n" * 4000, "utf-8")
    assert not _looks_like_cases(path)
