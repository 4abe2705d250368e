"""One image without N, as PyTorch takes it: asked of who may get it, and told plainly."""

import json

import numpy as np
import pytest
import torch
from torch.nn import functional

from cnncheck import layers
from cnncheck.cases.loading import load_cases
from cnncheck.cases.writing import cases_to_yaml
from cnncheck.dialects import LAYERS
from cnncheck.operators import OPERATORS
from cnncheck.operators.case import Case

RIGHT = """
import numpy as np

def conv2d(input, weight, bias=None, stride=1, padding=0):
    if input.ndim == 3:
        return conv2d(input[None], weight, bias, stride, padding)[0]
    (sh, sw), (ph, pw) = (v if isinstance(v, tuple) else (v, v) for v in (stride, padding))
    X = np.pad(input, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    seen = np.lib.stride_tricks.sliding_window_view(X, weight.shape[2:], axis=(2, 3))
    out = np.einsum("nchwkl,fckl->nfhw", seen[:, :, ::sh, ::sw], weight)
    return out if bias is None else out + bias[:, None, None]
"""

CASES = """
cases:
  - {name: one, operator: conv2d, passes: [forward], input: [1, 3, 6, 5], filter: [4, 3, 3, 2],
     padding: 1, unbatched: true, matrix: {fill: [normal, integers]}}
  - {name: batch, operator: conv2d, passes: [forward], input: [2, 3, 6, 5], filter: [4, 3, 3, 2]}
"""


@pytest.fixture
def asked(cnncheck, tmp_path):
    """A function that runs the cases with some code."""
    (tmp_path / "cases.yaml").write_text(CASES)

    def run(code, *words):
        (tmp_path / "mine.py").write_text(code)
        return cnncheck("run", "cases.yaml", "--impl", "mine.py", *words)

    return run


def test_code_that_takes_one_passes(asked):
    """And is asked about batches, too."""
    done = asked(RIGHT)
    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout


def test_tables_have_the_shapes_that_the_code_got(asked, tmp_path):
    """Without N, in the report that programs read as well."""
    done = asked(RIGHT, "-v", "--case", "one*", "--report", "json:r.json")
    assert done.returncode == 0, done.stdout
    assert "input 3x6x5" in " ".join(done.stdout.split())
    verdict = json.loads((tmp_path / "r.json").read_text())["results"][0]["verdict"]
    assert verdict["inputs"] == {"input": [3, 6, 5], "weight": [4, 3, 3, 2]}
    shapes = [verdict[side]["shape"] for side in ("implementation", "reference")]
    assert shapes == [[4, 6, 6]] * 2


def test_a_result_with_n_is_a_wrong_shape(asked):
    """What came without N goes back without; both shapes are told as they are."""
    done = asked(RIGHT.replace("stride, padding)[0]", "stride, padding)"))
    assert done.returncode == 1
    assert "returned shape 1x4x6x6, expected 4x6x6" in done.stdout


def test_a_failure_for_single_images_alone_is_told_as_that(asked):
    """Where the code is right on batches."""
    done = asked(
        RIGHT.replace(
            "return conv2d(input[None], weight, bias, stride, padding)[0]",
            "return 2 * conv2d(input[None], weight, bias, stride, padding)[0]",
        )
    )
    assert done.returncode == 1
    assert "1 passed, 2 failed" in done.stdout
    assert "worst at [3, 4, 5]" in done.stdout
    assert "2 times what it should be; only where an image comes without N" in " ".join(
        done.stdout.split()
    )


def test_signatures_without_such_a_thing_are_not_asked(cnncheck, tmp_path):
    """One line says so, and nothing fails."""
    (tmp_path / "cases.yaml").write_text(CASES)
    (tmp_path / "solution.py").write_text(
        RIGHT.replace(
            "def conv2d(input, weight, bias=None, stride=1, padding=0)",
            "def convolution2D(input, weight, stride, padding, bias=None)",
        ).replace("return conv2d(input[None], weight, bias, stride, padding)[0]", "raise TypeError")
    )
    done = cnncheck("run", "cases.yaml", "--impl", "solution.py")
    assert done.returncode == 0, done.stdout
    assert "an image without N" in done.stdout


def some_case(operator):
    """What the operator's command asks where nothing is typed, of one image."""
    its = OPERATORS[operator]
    told = its.complete(its.command.parameters)
    fields = {"parameters": told, "fill": "normal", "unbatched": True}
    return Case(
        "lone", "plain", operator, its.passes_with(told), (1, *its.command.input[1:]), **fields
    )


@pytest.mark.parametrize("operator", OPERATORS)
def test_the_layers_take_an_image_without_n(operator):
    """With the numbers that a batch of one has, in every pass."""
    case = some_case(operator)
    for pass_name in case.passes:
        problem = next(LAYERS.problems(case, pass_name, 1))
        batch = next(LAYERS.problems(case.but(unbatched=False), pass_name, 1))
        got, expected = (
            getattr(layers, problem.function)(
                **{name.rstrip("=?"): value for name, value in LAYERS.call(each).arguments.items()}
            )
            for each in (problem, batch)
        )
        assert np.array_equal(LAYERS.answer(problem, got), expected)
        assert got.flags.c_contiguous


def test_as_torch_has_it():
    """The same shapes and numbers as PyTorch's of a tensor without N."""
    draws = np.random.default_rng(3)
    X, W = draws.random((3, 6, 5)), draws.random((4, 3, 3, 2))
    x, w = torch.from_numpy(X), torch.from_numpy(W)
    for ours, theirs in (
        (layers.convolution2D(X, W, 1, 1), functional.conv2d(x, w, padding=1)),
        (layers.pool_forward(X, 2, 2), functional.max_pool2d(x, 2)),
        (layers.avg_pool2d(X, 2, 2, 0), functional.avg_pool2d(x, 2)),
        (layers.adaptive_avg_pool2d(X, (2, 3)), functional.adaptive_avg_pool2d(x, (2, 3))),
    ):
        assert ours.shape == tuple(theirs.shape)
        assert np.allclose(ours, theirs.numpy())


def test_a_case_is_written_as_it_was_read(tmp_path):
    """With the field, where it is true."""
    (tmp_path / "a.yaml").write_text(CASES)
    cases = load_cases(tmp_path / "a.yaml", OPERATORS)
    (tmp_path / "b.yaml").write_text(cases_to_yaml(cases))
    again = load_cases(tmp_path / "b.yaml", OPERATORS)
    assert (
        [case.unbatched for case in again]
        == [case.unbatched for case in cases]
        == [True, True, False]
    )


def test_the_command_line_hands_one_over(cnncheck, tmp_path):
    """With --unbatched, for one image."""
    done = cnncheck(
        "conv",
        "--input",
        1,
        3,
        9,
        8,
        "--filter",
        4,
        3,
        3,
        3,
        "--unbatched",
        "--report",
        "json:r.json",
    )
    assert done.returncode == 0, done.stderr
    assert (
        json.loads((tmp_path / "r.json").read_text())["results"][0]["case"]["parameters"][
            "unbatched"
        ]
        is True
    )
    refused = cnncheck("conv", "--unbatched")
    assert refused.returncode == 2
    assert "--unbatched hands over one image without N, and --input says N = 2" in refused.stderr
