"""Padding that is not the same before an image and behind it: amounts, words, files, commands."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional
from typer.testing import CliRunner

from cnncheck.cases import load_text
from cnncheck.cases.writing import cases_to_yaml
from cnncheck.cli.app import application
from cnncheck.dialects import LAYERS
from cnncheck.errors import CaseFileError
from cnncheck.operators import OPERATORS
from cnncheck.operators.around import NoAmountError
from cnncheck.operators.case import Case
from cnncheck.operators.places import places
from cnncheck.references.definition import DefinitionReference
from cnncheck.running.adhoc import problem_words


def case_of(operator="conv2d", **told):
    """A case of so many pixels."""
    passes = tuple(name for name, its in OPERATORS[operator].passes.items() if not its.option)
    told.setdefault("seed", 3)
    return Case("f.yaml", "sided", operator, passes, told.pop("input"), fill="integers", **told)


@pytest.mark.parametrize(
    ("word", "sides"),
    [
        ("same_upper", ((0, 1), (1, 1))),
        ("same_lower", ((1, 0), (1, 1))),
    ],
)
def test_words_stand_for_as_many_windows_as_lengths_over_strides(word, sides):
    """The odd one goes behind the image, or before it: ONNX's rule, worked by hand."""
    case = case_of(input=(1, 1, 6, 5), filter=(1, 1, 3, 3), stride=2, padding=word)
    assert tuple(zip(case.padding, case.padding_after, strict=True)) == sides
    assert OPERATORS["conv2d"].windows(case).out == (3, 3)


@pytest.mark.filterwarnings("ignore:Using padding:UserWarning")
@pytest.mark.parametrize("kernel", [1, 2, 3, 4])
@pytest.mark.parametrize("dilation", [1, 2])
def test_same_is_that_of_torch(kernel, dilation):
    """As many outputs as inputs, with the odd zero where torch has it."""
    case = case_of(
        "conv1d", input=(1, 1, 6), filter=(1, 1, kernel), dilation=dilation, padding="same"
    )
    problem = next(LAYERS.problems(case, "forward"))
    X, W = (torch.tensor(problem.arrays[name]) for name in ("X", "W"))
    theirs = functional.conv1d(X, W, padding="same", dilation=dilation)
    assert DefinitionReference().answer(problem).value.tolist() == theirs.tolist()


def test_a_transposed_layer_has_the_output_of_its_input_times_the_stride():
    """Where that is possible without zeros of no pixel."""
    told = {"input": (1, 1, 3, 4), "stride": 2}
    case = case_of("conv_transpose2d", filter=(1, 1, 3, 4), padding="same_upper", **told)
    assert (case.padding, case.padding_after) == ((0, 1), (1, 1))
    assert OPERATORS["conv_transpose2d"].windows(case).image == (6, 8)
    with pytest.raises(NoAmountError, match="shorter even without padding: write amounts, and"):
        case_of("conv_transpose2d", filter=(1, 1, 1, 2), padding="same_lower", **told)


def test_a_stride_has_no_same():
    """As in torch, which refuses it."""
    with pytest.raises(NoAmountError, match="but stride is 2x1: write same_upper or same_lower"):
        case_of(input=(1, 1, 6, 5), filter=(1, 1, 3, 3), stride=(2, 1), padding="same")


def test_another_padding_is_the_same_on_both_sides():
    """What is behind goes with what is before, unless it is told, too."""
    case = case_of(input=(1, 1, 6, 5), filter=(1, 1, 3, 3), padding=((1, 0), (0, 2)))
    assert case.but(padding=(2, 2)).padding_after == (2, 2)
    assert case.but(padding=(2, 2), padding_after=(0, 1)).padding_after == (0, 1)
    assert case.but(seed=4).padding_after == (0, 2)


def test_files_say_both_numbers_and_are_written_as_they_were():
    """A pair for each axis, a number where they are alike."""
    text = """
cases:
  - {name: a, operator: conv2d, input: [1, 1, 6, 5], filter: [1, 1, 3, 3], padding: [2, [0, 1]]}
  - {name: b, operator: max_pool1d, input: [1, 1, 6], window: 3, padding: same_lower}
"""
    cases = load_text(text, "f.yaml", OPERATORS)
    assert [(case.padding, case.padding_after) for case in cases] == [
        ((2, 0), (2, 1)),
        ((0,), (0,)),
    ]
    written = cases_to_yaml(cases)
    assert "padding: [[2, 2], [0, 1]]\n" in written
    assert [each.parameters for each in load_text(written, "f.yaml", OPERATORS)] == [
        each.parameters for each in cases
    ]


REFUSED = {
    "operator: conv2d, filter: [1, 1, 3, 3], padding: some": "padding is 'some', expected an integer or a pair "
    "of integers such as [2, 3], [before, behind] for each axis, or a word: same, same_upper, same_lower; did you mean 'same'?",
    "operator: conv2d, filter: [1, 1, 3, 3], stride: 2, padding: same": "padding same keeps the lengths of an image, "
    "but stride is 2x2; write same_upper or same_lower, whose output is the input over the stride, or amounts",
    "operator: conv2d, filter: [1, 1, 3, 3], padding: [1, [1, -1]]": "padding[1][1] is -1, expected at least 0",
    "operator: zero_padding, padding: same": "padding is 'same', expected an integer or a pair of integers such as "
    "[2, 3]; zero_padding takes no words and pairs",
    "operator: zero_padding, padding: [[1, 2], 0]": "padding is [[1, 2], 0], expected an integer or a pair of "
    "integers such as [2, 3]; zero_padding takes no words and pairs",
    "operator: conv2d, filter: [1, 1, 3, 3], padding_after: 1": "unknown key 'padding_after' in this case; "
    "did you mean 'padding'?",
}


@pytest.mark.parametrize("text", REFUSED)
def test_refusals_say_what_may_be_written(text):
    """At the place where it stands."""
    with pytest.raises(CaseFileError) as refused:
        load_text(f"\ncases:\n  - {{name: a, input: [1, 1, 6, 5], {text}}}\n", "f.yaml", OPERATORS)
    assert REFUSED[text] in str(refused.value)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--padding", "1,2", "0", "--stride", "1"), 0, "3 passed"),
        (("--padding", "same_upper"), 0, "3 passed"),
        (("--padding", "same"), 2, "--padding same keeps the lengths of an image"),
        (("--padding", "same", "2"), 2, "--padding is a word for all axes, or amounts"),
        (("--padding", "some", "0"), 2, "'some' is not a number, BEFORE,AFTER, or one of"),
        (("--padding", "1,-2", "0"), 2, "1,-2 is not in the range x>=0"),
    ],
)
def test_the_command_line_takes_pairs_and_words(words, code, said):
    """And says what is wrong with others."""
    done = CliRunner().invoke(application(["conv"]), ["conv", "--reference", "definition", *words])
    assert (done.exit_code == 0) == (code == 0)
    assert said in " ".join(done.output.replace("│", "").split()) + str(done.exception)


@pytest.mark.parametrize("name", [name for name, its in OPERATORS.items() if its.command])
def test_every_layers_command_asks_what_its_help_says(name):
    """Without a word more; what is typed for each axis has defaults as well."""
    command = places()[name].command
    words = [command, "--reference", "definition", "--no-isolation", "--save", "", "-q"]
    done = CliRunner().invoke(application([command]), words)
    assert done.exit_code == 0, done.output + str(done.exception)


def test_a_global_window_is_the_image():
    """In files of every rank, and on the command line."""
    text = """
cases:
  - {name: a, operator: avg_pool2d, input: [1, 2, 6, 5], window: global}
  - {name: b, operator: max_pool1d, input: [1, 2, 6], window: global}
"""
    cases = load_text(text, "f.yaml", OPERATORS)
    assert [case.window for case in cases] == [(6, 5), (6,)]
    assert [OPERATORS[case.operator].windows(case).out for case in cases] == [(1, 1), (1,)]
    assert "window: [6, 5]\n" in cases_to_yaml(cases)
    words = ["pool", "--window", "global", "--stride", "1", "--reference", "definition"]
    done = CliRunner().invoke(application(["pool"]), [*words, "--no-isolation"])
    assert "window 23x23" in done.output.replace("window 23 ", "window 23x23 ")
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("word", ["whole", "[global, 2]"])
def test_another_word_for_a_window_is_refused(word):
    """With the one that there is."""
    text = f"cases:\n  - {{name: a, operator: avg_pool2d, input: [1, 2, 6, 5], window: {word}}}\n"
    with pytest.raises(CaseFileError, match="or a word: global"):
        load_text(text, "f.yaml", OPERATORS)


def test_a_reproduction_says_both_numbers():
    """In the command that asks one problem."""
    case = case_of("conv1d", input=(1, 1, 6), filter=(1, 1, 3), padding=((0, 2),))
    assert "--padding 0,2" in " ".join(problem_words(case, "forward"))


CODE = """
from cnncheck import layers

def convolution2D(X, W, stride, padding, bias=None, dilation=1, groups=1):
    {}
    return layers.convolution2D(X, W, stride, padding, bias, dilation, groups)
"""


@pytest.mark.parametrize(
    ("line", "code"), [("pass", 0), ("padding = [pair[::-1] for pair in padding]", 1)]
)
def test_padding_on_the_wrong_side_is_told_from_right_code(line, code, tmp_path):
    """A file that exchanges the two numbers fails, and the right one passes."""
    path = tmp_path / "sided.py"
    path.write_text(CODE.format(line), "utf-8")
    words = ["conv", "--padding", "same_upper", "--pass", "forward", "--dialect", "layers"]
    words += [
        "--impl",
        str(path),
        "--no-isolation",
        "--reference",
        "definition",
        "--allow",
        "cnncheck",
    ]
    done = CliRunner().invoke(application(["conv"]), words)
    assert done.exit_code == code, done.output
