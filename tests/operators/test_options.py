"""Options of a convolution: what they are, who can be asked, and what is told of who ignores them."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from typer.testing import CliRunner

from cnncheck import layers
from cnncheck.api import Settings, opened, run_cases
from cnncheck.cases import load_text
from cnncheck.cases.writing import cases_to_yaml
from cnncheck.cli.app import application
from cnncheck.compare.bounds import allowed_difference
from cnncheck.dialects import LAYERS, NOTEBOOK
from cnncheck.errors import CaseFileError
from cnncheck.fuzzing.strategies import cases_of
from cnncheck.implementations.builtin import FUNCTIONS
from cnncheck.operators import OPERATORS
from cnncheck.options import Options
from cnncheck.references.definition import DefinitionReference
from cnncheck.references.torch_reference import TorchReference

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT.parent / "cases" / "convolution.yaml"

CASE = """
cases:
  - name: biased
    operator: conv2d
    input: [2, 3, 6, 7]
    filter: [4, 3, 2, 3]
    bias: true
"""


def load(text):
    return load_text(text, "c.yaml", OPERATORS)


def run(*words):
    command = words[0]
    done = CliRunner().invoke(application([command]), [*map(str, words)], env={"COLUMNS": "100"})
    return done.exit_code, done.output


def assert_all_agree(case):
    """The layers, the definition and torch, on every pass and draw."""
    torch, formulas = TorchReference(), DefinitionReference()
    for pass_name in case.passes:
        for problem in LAYERS.problems(case, pass_name):
            call = LAYERS.call(problem)
            named = {n[:-1]: v for n, v in call.arguments.items() if n.endswith("=")}
            told = [value for name, value in call.arguments.items() if not name.endswith("=")]
            formula = formulas.answer(problem)
            there = OPERATORS[case.operator].torch_has(case, pass_name)
            truth = torch.answer(problem) if there else formula
            allowed = allowed_difference(case, problem, truth).at
            with np.errstate(all="ignore"):
                ours = FUNCTIONS[call.function](*told, **named)
            assert ours.dtype == problem.dtype
            for value in (ours.astype(np.float64), formula.value):
                same = np.isclose(value, truth.value, rtol=0, atol=0, equal_nan=True)
                assert (same | (np.abs(value - truth.value) <= allowed)).all(), (case, pass_name)
            if truth.magnitude is not None:
                np.testing.assert_allclose(formula.magnitude, truth.magnitude, rtol=1e-12)


def has_options(case):
    """Whether one is used, of those that the operator has."""
    rare = any(each.rare for each in OPERATORS[case.operator].parameters)
    return not rare or any(each.rare for each in case.unusual)


@pytest.mark.parametrize(
    ("operator", "count"),
    [
        *((name, 12) for name, its in OPERATORS.items() if its.rank < 3 and its.multiplies),
        *(
            pytest.param(name, 2000, marks=pytest.mark.exhaustive)
            for name in OPERATORS
            if name != "zero_padding"
        ),
    ],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_three_opinions_agree(operator, count):
    """Of whatever fuzzing draws with an option."""

    @settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck))
    @given(cases_of(operator).filter(has_options))
    def check(case):
        assert ("backward_bias" in case.passes) == bool(case.bias)
        assert_all_agree(case)

    check()


def test_it_is_a_field_and_an_array():
    """The passes gain one, and what is written can be read again."""
    (case,) = load(CASE)
    assert case.passes == ("forward", "backward_filter", "backward_input", "backward_bias")
    (again,) = load(cases_to_yaml([case]))
    assert again.parameters == case.parameters
    (problem,) = OPERATORS["conv2d"].problems(case, "forward", draws=1)
    assert problem.arrays["b"].shape == (4,)
    (without,) = load(CASE.replace("true", "false"))
    assert without.passes == case.passes[:3]
    (problem,) = OPERATORS["conv2d"].problems(without, "forward", draws=1)
    assert set(problem.arrays) == {"X", "W"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("    bias: 1\n", "bias is 1, expected true or false"),
        ("    bias: yes\n", "bias is 'yes', expected true or false"),
        (
            "    passes: [backward_bias]\n",
            "conv2d has no pass 'backward_bias' without a bias; write bias: true",
        ),
        ("    values: {b: [1, 2, 3, 4]}\n", "there is no b without a bias; write bias: true"),
        (
            "    bias: true\n    values: {b: [1, 2]}\n",
            "values.b has shape 2, but filter says 4; make them agree",
        ),
        ("    bias: true\n    values: {b: [[1]]}\n", "expected lists nested 1 deep"),
        (
            "    bias: true\n    passes: [backward_bias]\n    expect: {shape: [4, 1]}\n",
            "expect.shape is [4, 1], expected 1 integer",
        ),
        (
            "    bias: true\n    passes: [backward_bias]\n"
            "    expect: {slices: [{at: '0, 0', values: 3}]}\n",
            "expect.slices[0].at is '0, 0', expected 1 index in quotes",
        ),
    ],
)
def test_what_is_wrong_about_it_is_told(line, said):
    """In the words of the field."""
    with pytest.raises(CaseFileError) as caught:
        load(CASE.replace("    bias: true\n", line))
    assert said in str(caught.value)


def test_given_values_and_facts_of_the_gradient():
    """Its one axis is indexed as NumPy does."""
    text = CASE.replace("[2, 3, 6, 7]", "[1, 1, 2, 2]").replace("[4, 3, 2, 3]", "[2, 1, 1, 1]")
    (case,) = load(
        f"{text}    passes: [backward_bias]\n"
        "    values: {out_grad: [[[[1, 2], [3, 4]], [[1, 1], [1, 2]]]], b: [7, 8]}\n"
        "    expect: {shape: [2], sum: 15, slices: [{at: '0:2', values: [10, 5]}]}\n"
    )
    assert_all_agree(case)
    assert case.expect.shape == (2,)


def test_the_notebooks_functions_are_not_asked_and_one_line_says_so():
    """Nothing else about a run changes for who takes no bias."""
    words = ("--reference", "definition", "--impl", ROOT / "solutions" / "vectorised.py")
    code, said = run("run", SHIPPED, *words, "--case", "pointwise*", "--case", "bias*")
    assert code == 0, said
    found = re.search(r"(\d+) not asked, as notebook has no words for them: bias \(\1\)", said)
    assert found, said
    assert "backward_bias" not in said
    assert "NOT-ASKED" not in said
    assert said.count("bias") == 1
    code, said = run("run", SHIPPED, *words, "--case", "bias*")
    assert code == 3
    assert found[0] in said


def test_one_problem_can_have_it():
    """The command has an option, and repeats itself."""
    words = ("conv", "--bias", "--reference", "definition", "--input", 1, 2, 4, 4, "--no-store")
    code, said = run(*words, "--filter", 3, 2, 2, 2, "--stride", 1, 1, "--padding", 0, 0)
    assert code == 0, said
    assert "backward_bias" in said
    assert "   bias   " in said
    _, plain = run(*(word for word in words if word != "--bias"), "--filter", 3, 2, 2, 2)
    assert "bias" not in plain


@pytest.fixture(scope="module")
def shipped():
    """The shipped cases with an option, by its name."""
    cases = load(SHIPPED.read_text())
    return {
        name: [case for case in cases if name in {each.name for each in case.unusual}]
        for name in ("bias", "dilation", "groups")
    }


@pytest.fixture
def named(tmp_path, shipped):
    """Put them to the functional solution with something else in it, and return the faults named."""

    def told(old, new, option="bias"):
        text = (ROOT / "dialects" / "functional_solution.py").read_text()
        assert old in text
        path = tmp_path / "theirs.py"
        path.write_text(text.replace(old, new))
        how = Settings(reference="definition", shrink_seconds=0)
        with opened(str(path), Options(isolated=False)) as theirs:
            report = run_cases(shipped[option], theirs, how)
        return [each for found in report.diagnoses for each in found.fault_ids]

    return told


RIGHT = "out if bias is None else out + bias[:, None, None]"


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ("out", "bias-ignored"),
        ("out if bias is None else out + bias[0]", "bias-first-for-all"),
        ("out if bias is None else out + bias", "bias-along-columns"),
        ("out if bias is None else out + len(input) * bias[:, None, None]", "bias-per-image"),
        ("out if bias is None else out + weight[0].size * bias[:, None, None]", "bias-per-tap"),
    ],
)
def test_who_gets_it_wrong_is_told_how(named, wrong, fault):
    """By the fault's own name, in code that is asked with torch's words."""
    assert named(RIGHT, wrong) == [f"conv-forward/{fault}"]


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ("grad_output.sum((2, 3))[0]", "batch-first-only"),
        ("grad_output.sum((2, 3))", "batch-not-summed"),
        ("grad_output.sum((0, 2, 3)) / len(grad_output)", "batch-averaged"),
        ("grad_output.sum((0, 2, 3))[:, None]", "axes-kept"),
    ],
)
def test_whose_gradient_is_wrong_is_told_how(named, wrong, fault):
    """As for the forward pass."""
    assert named("grad_output.sum((0, 2, 3))", wrong) == [f"conv-backward-bias/{fault}"]


DILATED = "(sh, sw), (ph, pw), (dh, dw) = stride, padding, dilation\n    kh"
GROUPED = "pairs = zip(parts(V, 1, groups), parts(weight, 0, groups), strict=True)"


@pytest.mark.parametrize(
    ("option", "old", "wrong", "faults"),
    [
        (
            "dilation", DILATED, DILATED.replace("= stride, padding, dilation", "= stride, padding, (1, 1)"),
            ["conv-forward/dilation-ignored"],
        ),
        (
            "dilation", DILATED, DILATED.replace("(dh, dw) =", "(dw, dh) ="),
            ["conv-forward/dilation-swapped"],
        ),
        (
            "dilation", "    return V[:, :, ::sh, ::sw, ::dh, ::dw]",
            "    return V[:, :, ::sh, ::sw, :kh, :kw]", ["conv-forward/dilation-in-size-only"],
        ),
        (
            "groups", GROUPED,
            "pairs = zip(parts(V, 1, groups)[:1] * groups, parts(weight, 0, groups), strict=True)",
            ["conv-forward/groups-first-for-all"],
        ),
        (
            "groups", GROUPED,
            "pairs = zip([V[:, g::groups] for g in range(groups)], parts(weight, 0, groups))",
            ["conv-forward/groups-of-every-gth"],
        ),
        (
            "groups", "for v, w in pairs], 1)",
            "for v, w in pairs], 1).reshape(len(input), groups, -1, *V.shape[2:4]).swapaxes(1, 2)"
            ".reshape(len(input), -1, *V.shape[2:4])", ["conv-forward/groups-in-turn"],
        ),
    ],
)  # fmt: skip
def test_an_option_that_is_taken_wrongly_is_named(named, option, old, wrong, faults):
    """The famous ways; the first of a function, as later ones use the same windows."""
    found = [each for each in named(old, wrong, option) if each.startswith("conv-forward/")]
    assert found == faults


def test_an_option_that_code_does_not_take_is_not_asked(tmp_path):
    """One line says so, and nobody is blamed."""
    text = (ROOT / "dialects" / "functional_solution.py").read_text()
    path = tmp_path / "theirs.py"
    path.write_text(
        text.replace("padding=0, dilation=(1, 1), groups=1)", "padding=0)").replace(
            "stride, padding, dilation)\n    pairs = zip(parts(V, 1, groups), parts(weight, 0, groups)",
            "stride, padding, (1, 1))\n    groups = 1\n    pairs = zip([V], [weight]",
        )
    )
    words = ("run", SHIPPED, "--impl", path, "--reference", "definition", "--pass", "forward")
    code, said = run(*words)
    assert code == 0, said
    assert "as theirs.py has nothing for them: dilation of conv2d (" in " ".join(said.split())
    assert "groups of conv2d (" in " ".join(said.split())


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("groups: 2", "groups is 2, which does not divide the 3 channels; write one of 1, 3"),
        ("groups: 3", "groups is 3, which does not divide the 4 filters; write one of 1, 2, 4"),
        ("dilation: 6", "filter 2x3 with dilation 6x6 spans 7x13, which is larger than the padded"),
        ("dilation: 0", "dilation is 0, expected at least 1"),
        ("groups: [1, 2]", "groups is [1, 2], expected an integer such as 2"),
    ],
)
def test_options_that_do_not_fit_are_told(lines, said):
    """With what would."""
    with pytest.raises(CaseFileError) as caught:
        load(CASE.replace("bias: true", lines))
    assert said in " ".join(str(caught.value).split())


def test_the_layer_refuses_groups_that_do_not_fit():
    """With the argument, what was expected and what came."""
    X, W = np.ones((1, 4, 5, 5)), np.ones((4, 4, 2, 2))
    with pytest.raises(ValueError, match="as many channels as each of the 2 groups of X, 2"):
        layers.convolution2D(X, W, 1, 0, groups=2)
    with pytest.raises(ValueError, match="groups must divide the channels of X, 4"):
        layers.convolution2D(X, W, 1, 0, groups=3)
    with pytest.raises(ValueError, match="its window is 5x6, but X is 5x5"):
        layers.convolution2D(X, W, 1, 0, dilation=(4, 5))


def test_who_gets_it_right_is_told_nothing(named):
    """Whatever else there is."""
    assert named(RIGHT, RIGHT) == []


def test_a_solution_of_the_notebook_has_it_in_the_dialect_of_the_layers(tmp_path):
    """By keyword, beside the usual arguments."""
    path = tmp_path / "solution.py"
    text = (ROOT / "solutions" / "vectorised.py").read_text()
    assert "def convolution2D(X, W, stride, padding):" in text
    path.write_text(
        text.replace("def convolution2D(", "def without(")
        + "\n\ndef convolution2D(X, W, stride, padding, bias=None):\n"
        "    out = without(X, W, stride, padding)\n"
        "    return out if bias is None else out + bias[:, None, None]\n"
    )
    words = ("run", SHIPPED, "--impl", path, "--reference", "definition", "--pass", "forward")
    code, said = run(*words, "--dialect", "layers", "--case", "bias*")
    assert code == 0, said
    assert "not asked" not in said


@pytest.mark.parametrize(
    ("bias", "error", "said"),
    [
        ([1.0], TypeError, r"bias must be a NumPy array of shape \(3,\), but got \[1.0\] \(list\)"),
        (np.ones(3, np.float32), TypeError, "bias must have the dtype of X, float64"),
        (np.ones((1, 3)), ValueError, r"one number for each of the 3 filters, shape \(3,\)"),
    ],
)
def test_the_layer_refuses_what_is_none(bias, error, said):
    """With the argument, what was expected and what came."""
    with pytest.raises(error, match=said):
        layers.convolution2D(np.ones((1, 2, 4, 4)), np.ones((3, 2, 2, 2)), 1, 0, bias)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_the_layers_gradients_take_the_padding(dtype):
    """They are those of the images, as of padded images and cropped."""
    rng = np.random.RandomState(0)
    X, W = rng.randint(-3, 4, (2, 3, 5, 6)).astype(dtype), rng.randint(-3, 4, (4, 3, 2, 3))
    W = W.astype(dtype)
    G = rng.randint(-3, 4, (2, 4, 3, 10)).astype(dtype)
    padded = layers.zero_padding(X, (1, 3))
    dX = layers.convolution2D_backward_input(G, X, W, (2, 1), (1, 3))
    whole = layers.convolution2D_backward_input(G, padded, W, (2, 1))
    assert np.array_equal(dX, whole[:, :, 1:-1, 3:-3])
    assert dX.flags.c_contiguous
    dW = layers.convolution2D_backward_filter(G, X, W, (2, 1), (1, 3))
    assert np.array_equal(dW, layers.convolution2D_backward_filter(G, padded, W, (2, 1)))
    db = layers.convolution2D_backward_bias(G)
    assert (db.dtype, db.tolist()) == (dtype, G.sum((0, 2, 3)).tolist())


def test_the_notebook_says_what_it_cannot():
    """And the layers' own words say it all."""
    (case,) = load(CASE)
    assert NOTEBOOK.cannot(case, "backward_filter") == "bias"
    assert LAYERS.cannot(case, "backward_filter") == ""
    assert NOTEBOOK.cannot(case.but(bias=False), "forward") == ""
