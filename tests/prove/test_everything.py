"""Every layer that there is: proved of right code, and not of code that forgets an option."""

from pathlib import Path

import pytest

from cnncheck.operators import OPERATORS
from cnncheck.prove.result import Status

ROOT = Path(__file__).parent.parent.parent
LAYERS = Path(__file__).with_name("functional_layers.py")
FILES = {
    "averaging": "avg_pool2d",
    "conv1d": "conv1d",
    "conv3d": "conv3d",
    "convolution": "conv2d",
    "padding": "zero_padding",
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("shapes", [0, pytest.param(32, marks=pytest.mark.exhaustive)])
def test_every_linear_pass_is_proved(prove, name, shapes):
    """In one, two and three dimensions, with a bias, dilation and groups."""
    found = prove(LAYERS, ROOT / "cases" / f"{name}.yaml", shapes=shapes).functions
    operator = OPERATORS[FILES[name]]
    assert {each.pass_name for each in found} == {
        name for name, its in operator.passes.items() if its.linear
    }
    for each in found:
        assert each.status is Status.PROVED, each.first(each.status).message


FORGOTTEN = {
    "a bias": ("if b is not None:", "if False:", "convolution"),
    "the dilation": (
        "slice(t * d, t * d + (n",
        "slice(t, t + (n",
        "convolution",
    ),
    "all groups but the first": (
        "for g in range(groups):",
        "for g in range(min(groups, 1)):",
        "conv1d",
    ),
    "that padding counts": (
        "return total / (f * f)",
        "return total / (f * f + sum(p))",
        "averaging",
    ),
    "the last plane": ("out += b.reshape", "out[..., :1] += b.reshape", "conv3d"),
}


@pytest.mark.parametrize("what", FORGOTTEN)
def test_what_forgets_an_option_is_wrong(prove, tmp_path, what):
    """With numbers that show it."""
    old, new, name = FORGOTTEN[what]
    text = LAYERS.read_text("utf-8")
    assert old in text
    source = tmp_path / "layers.py"
    source.write_text(text.replace(old, new), encoding="utf-8")
    found = prove(source, ROOT / "cases" / f"{name}.yaml").functions
    wrong = [each for each in found if each.status is Status.WRONG]
    assert "forward" in {each.pass_name for each in wrong}
    for each in wrong:
        assert each.first(Status.WRONG).counterexample is not None
