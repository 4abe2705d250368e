"""Every layer that there is: proved of right code, and not of code that forgets an option."""

from pathlib import Path

import pytest

from cnncheck.operators import OPERATORS
from cnncheck.prove.result import Status

ROOT = Path(__file__).parent.parent.parent
LAYERS, MORE = (Path(__file__).with_name(f"functional_{name}.py") for name in ("layers", "more"))
FILES = {
    "conv1d": LAYERS,
    "conv3d": LAYERS,
    "convolution": LAYERS,
    "averaging": MORE,
    "borders": MORE,
    "conv_transpose": MORE,
    "padding": MORE,
    "pooling-options": MORE,
    "pooling-ranks": MORE,
}


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("shapes", [0, pytest.param(32, marks=pytest.mark.exhaustive)])
def test_every_pass_is_proved(prove, name, shapes):
    """In one, two and three dimensions, with all options; of maxima, without their gradients."""
    found = prove(FILES[name], ROOT / "cases" / f"{name}.yaml", shapes=shapes).functions
    asked = {(each.operator, each.pass_name): each for each in found}
    for operator in {each.operator for each in found}:
        for pass_name, its in OPERATORS[operator].passes.items():
            proof = asked[operator, pass_name]
            picks = its.picks and proof.status is Status.NOT_ASKED
            assert picks or proof.status is Status.PROVED, proof.first(proof.status).message


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
        "divisor or (whole if count_include_pad else inside)",
        "divisor or inside",
        "averaging",
    ),
    "that a window hangs over": ("min(a + k, n + p) - a", "k", "pooling-options"),
    "the divisor": ("divisor or (whole", "(whole", "pooling-options"),
    "the output padding": (
        "room = [whole + o for",
        "room = [whole for",
        "conv_transpose",
    ),
    "groups in its gradient": ('"ngco,ngfo->gcf"', '"nhco,ngfo->gcf"', "conv_transpose"),
    "that the edge is not repeated": (
        "2 * length - 2 - place",
        "2 * length - 1 - place",
        "borders",
    ),
    "the value": ("= value", "= 0", "borders"),
    "that a pixel stands for several": (
        "np.add.at(dX, source[source >= 0], G",
        "dX.__setitem__(source[source >= 0], G",
        "borders",
    ),
    "the last plane": ("out += b.reshape", "out[..., :1] += b.reshape", "conv3d"),
}


@pytest.mark.sample(3)
@pytest.mark.parametrize("what", FORGOTTEN)
def test_what_forgets_an_option_is_wrong(prove, tmp_path, what):
    """With numbers that show it."""
    old, new, name = FORGOTTEN[what]
    text = FILES[name].read_text("utf-8")
    assert old in text
    source = tmp_path / "layers.py"
    source.write_text(text.replace(old, new), encoding="utf-8")
    found = prove(source, ROOT / "cases" / f"{name}.yaml").functions
    wrong = [each for each in found if each.status is Status.WRONG]
    assert wrong
    for each in wrong:
        assert each.first(Status.WRONG).counterexample is not None
