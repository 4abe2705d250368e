"""Code as courses have it: chosen by looking, called as it is written, told in its own words."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cnncheck.api import Settings, opened, run_cases
from cnncheck.cases.loading import load_cases
from cnncheck.cli.app import application
from cnncheck.operators import OPERATORS
from cnncheck.operators.places import SHIPPED_DIALECTS
from cnncheck.outcomes import Outcome
from tests.dialects.conftest import CASES, asked

PEOPLE = Path(__file__).parent / "people"
NOT_JUDGED = Outcome.NOT_JUDGED
DIALECTS = sorted(path.name for path in PEOPLE.iterdir())
RIGHT = sorted(PEOPLE.glob("*/right/*"))


def run(path, *words, cases=None, reference="definition"):
    """Run shipped cases with some code, in this process, and return what is said."""
    words = ("run", cases or asked(path), "--impl", path, "--reference", reference, *words)
    done = CliRunner().invoke(application(["run"]), [*map(str, words)], env={"COLUMNS": "100"})
    return done.exit_code, done.output


@pytest.mark.sample(3)
@pytest.mark.parametrize("path", RIGHT, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_right_code_passes_what_it_can_be_asked(path):
    """The first line says which dialect and why; one line says what was not asked."""
    code, said = run(path)
    assert code == 0, said
    assert f"{path.name} is called in the dialect {path.parts[-3]}: it " in said.splitlines()[0]
    assert "not asked, as" in said or path.parts[-3] == "functional"
    assert len(said.splitlines()) <= 75


@pytest.mark.exhaustive
@pytest.mark.parametrize("path", RIGHT, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_right_code_passes_all_cases_that_it_can_be_asked(path):
    """Also those that were written for nobody's course."""
    code, said = run(path, cases=CASES, reference="torch")
    assert code == 0, said
    assert "not asked, as" in said
    assert len(said.splitlines()) <= 75


def test_shapes_are_in_the_order_of_the_code():
    """Channels last, in what is handed over and in what comes back."""
    path = PEOPLE / "deeplearning_ai" / "right" / "loops.py"
    _, said = run(path, "--case", "wide-border", "--pass", "forward")
    said = " ".join(said.split())
    assert "A_prev 3x4x6x3, W 2x2x3x2, b 2 3x7x9x2 3x7x9x2 same" in said


def test_there_are_three_right_and_ten_faulty_files_of_each():
    """An empty folder would make the others pass, and so would none."""
    wanted = {*SHIPPED_DIALECTS} - {"notebook", "layers"}  # which `tests/solutions` are in
    assert wanted == {*DIALECTS}, "each dialect has a folder in tests/dialects/people"
    for dialect in DIALECTS:
        for kind, least in (("right", 3), ("faulty", 10)):
            there = [*(PEOPLE / dialect / kind).glob("*")]
            told = f"tests/dialects/people/{dialect}/{kind} has {len(there)} files of {least}"
            assert len(there) >= least, told


@pytest.mark.parametrize(
    "whole", [False, pytest.param(True, marks=pytest.mark.exhaustive)], ids=["some", "all"]
)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_faulty_code_is_caught_in_the_function_that_is_wrong(dialect, whole):
    """And in no other: what follows from a wrong forward pass is not judged."""
    part = slice(0, None, 1 if whole else 9)
    for path in sorted((PEOPLE / dialect / "faulty").glob("*.py"))[part]:
        first = path.read_text().splitlines()[0]
        wrong = first.removeprefix("# fault: ").partition(":")[0].split(", ")
        with opened(str(path)) as code:
            settings = Settings(diagnose=False, reference="torch" if whole else "definition")
            cases = load_cases(CASES if whole else asked(path), OPERATORS)
            report = run_cases(cases, code, settings)
        assert report.calling[0].startswith(f"{path.name} is called in the dialect {dialect}: it ")
        failed = [each for each in report.results if not each.verdict.outcome.passed]
        failed = [each for each in failed if each.verdict.outcome is not Outcome.NOT_ASKED]
        judged = [each for each in failed if each.verdict.outcome is not NOT_JUDGED]
        named = {code.dialect.called(each.case.operator, each.pass_name) for each in judged}
        assert failed, path.name
        assert named <= {*wrong}, path.name
        others = [each.verdict.message for each in failed if each not in judged]
        assert all(message.startswith("not judged: ") for message in others)


def test_a_gradient_that_is_asked_alone_is_not_judged_where_the_forward_pass_is_wrong():
    """Which other cases show."""
    with opened(str(PEOPLE / "layer_classes" / "faulty" / "book_flipped.py")) as code:
        cases = [
            case
            for name in ("convolution.yaml", "notebook.yaml")
            for case in load_cases(CASES / name, OPERATORS)
        ]
        report = run_cases(cases, code, Settings(diagnose=False, reference="definition"))
    (alone,) = (each for each in report.results if each.case.name == "backward-input")
    assert alone.case.passes == ("backward_input",)
    assert alone.verdict.outcome is NOT_JUDGED
    assert alone.verdict.message.endswith("which runs first, is wrong in other cases")


def test_a_bias_is_asked_of_whoever_takes_one():
    """However the constructor keeps it."""
    for name, right in (
        ("right/bias_under_another_name", 0),
        ("faulty/bias_in_a_tuple_taken_away", 1),
    ):
        code, said = run(PEOPLE / "layer_classes" / f"{name}.py")
        assert code == right, said
        assert "no words for them: bias" not in " ".join(said.split())


TOLD = {
    "deeplearning_ai/faulty/crops_from_behind": [
        "dA_prev of conv_backward: returned shape 2x0x0x2, expected 2x8x6x2",
        "[p:-p] cuts the whole result off where there is no padding (matches on ",
        "smallest: dZ 1x1x1x1 [1], A_prev 1x2x2x1",
    ],
    "deeplearning_ai/faulty/pool_overwrites": [
        "dA_prev of pool_backward: ",
        "worst at [0, 2, 2, 0]: got -89.0",
    ],
    "cs231n/faulty/no_cache": [
        "not judged: conv_forward_naive(x, w, b, conv_param) returned an array ",
        "`return out, cache`",
    ],
    "layer_classes/faulty/torch_no_gradient": [
        "not judged: Conv2d.backward(grad) leaves what is asked for nowhere that is known",
        "as dweight, d_weight, grad_weight",
    ],
}


@pytest.mark.parametrize("name", TOLD)
def test_messages_are_in_the_words_of_the_code(name):
    """Its functions, its arguments, and the order of its axes."""
    _, said = run(PEOPLE / f"{name}.py", "--case", "windows", "--case", "no-border")
    for words in TOLD[name]:
        assert words in " ".join(said.split())
