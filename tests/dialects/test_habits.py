"""Right code in odd habits, which is not accused, and wrong code that is easily overlooked."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cnncheck.cli.app import application

PEOPLE = Path(__file__).parent / "people"
CASES = PEOPLE.parent.parent.parent / "cases" / "courses"

RIGHT = {
    "tensors of float32": (
        "needle",
        "np.array(array, dtype=dtype)",
        'np.array(array, dtype="float32" if dtype is None else dtype)',
    ),
    "gradients in a list": (
        "needle",
        "return Tensor(dA[:, p : p + A.shape[1], p : p + A.shape[2]]), Tensor(dB)",
        "return [Tensor(dA[:, p : p + A.shape[1], p : p + A.shape[2]]), Tensor(dB)]",
    ),
    "options by name alone": ("needle", "a, b, stride=1", "a, b, *, stride=1"),
    "no stride": (
        "needle",
        "def conv(a, b, stride=1, padding=1):\n    return Conv(stride, padding)(a, b)",
        "def conv(a, b, padding=1):\n    return Conv(1, padding)(a, b)",
    ),
    "no padding": (
        "holberton",
        'activation, padding="same", stride=(1, 1)):',
        'activation, stride=(1, 1)):\n    padding = "valid"',
    ),
    "neither": (
        "holberton",
        'activation, padding="same", stride=(1, 1)):',
        'activation):\n    padding, stride = "valid", (1, 1)',
    ),
    "steps by name alone": ("holberton", "activation, padding=", "activation, *, padding="),
    "a list of gradients": (
        "holberton",
        "return dA[:, ph : ph + h_prev, pw : pw + w_prev], dW, db",
        "return [dA[:, ph : ph + h_prev, pw : pw + w_prev], dW, db]",
    ),
    "sums that are activated one by one": (
        "holberton",
        "np.sum(window * W[..., k], axis=(1, 2, 3))",
        "activation(np.sum(window * W[..., k], axis=(1, 2, 3)) + b[0, 0, 0, k])",
    ),
    "a function for what is applied": (
        "minitorch",
        "conv2d = Conv2dFun.apply",
        "def conv2d(input: Tensor, weight: Tensor) -> Tensor:\n    return Conv2dFun.apply(input, weight)",
    ),
    "a pooling that is not there": ("minitorch", "def avgpool2d(", "def _averages("),
}

WRONG = {
    "tensors of float16": ("needle", "dtype=dtype)", 'dtype="float16")', "float16"),
    "an activation that is forgotten": (
        "holberton",
        "return activation(Z + b)",
        "return Z + b",
        "the activation that is handed over is not applied",
    ),
    "a bias that is not activated": (
        "holberton",
        "return activation(Z + b)",
        "return activation(Z) + b",
        "the bias is added after the activation",
    ),
    "means of squares alone": (
        "holberton",
        "/ kh / kw",
        "/ kh / kh",
        "divided by an area with the window's height for its width",
    ),
    "ones for gradients": (
        "needle",
        "G = out_grad.realize_cached_data()",
        "G = np.ones_like(out_grad.realize_cached_data())",
        "FAIL",
    ),
}


@pytest.fixture
def run(tmp_path):
    """Run the courses' cases with changed loops, and return what is said."""

    def run(dialect, old, new):
        code = (PEOPLE / dialect / "right" / "loops.py").read_text()
        changed = code.replace(old, new)
        if "activation(np.sum" in new:
            changed = changed.replace("return activation(Z + b)", "return Z")
        assert changed != code
        (tmp_path / "habit.py").write_text(changed)
        words = ("run", CASES, "--impl", tmp_path / "habit.py", "--reference", "definition")
        done = CliRunner().invoke(application(["run"]), [*map(str, words)], env={"COLUMNS": "200"})
        return done.exit_code, done.output

    return run


@pytest.mark.sample(3)
@pytest.mark.parametrize("name", RIGHT)
def test_odd_habits_are_not_accused(run, name):
    """All that can be asked passes."""
    code, said = run(*RIGHT[name])
    assert (code, " passed" in said) == (0, True), said


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", WRONG)
def test_what_is_easily_overlooked_is_caught(run, name):
    """In the words of who wrote it."""
    *change, told = WRONG[name]
    code, said = run(*change)
    assert code == 1, said
    assert told in said
