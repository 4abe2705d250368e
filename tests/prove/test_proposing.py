"""Shapes that code suggests: what goes wrong from a size on is found at that size."""

from pathlib import Path

import pytest

from cnncheck.prove.prove_table import proved_text
from cnncheck.prove.result import Status
from tests.prove.conftest import convolution


def test_shapes_are_proposed_by_the_codes_own_numbers(prove):
    """A fast way that begins at 7 columns is found, and the proof says what it covered."""
    body = """
out = right(X, W, stride, padding)
if out.shape[3] > 7:
    out = out + 0
return out"""
    (found,) = prove(body, shapes=64).functions
    assert found.status is Status.PROVED
    assert (found.lines, found.lines_taken) == (13, 13)
    assert (found.branches, found.branches_taken) == (1, 1)
    assert len(found.told) > 65
    (found,) = prove(body.replace("+ 0", "* 2"), shapes=64).functions
    assert found.status is Status.WRONG
    assert found.first(Status.WRONG).proposed


HIDDEN = {
    "a large batch": "if X.shape[0] > 20: out = 2 * out",
    "many channels": "if X.shape[1] > 40: out = 2 * out",
    "a wide image": "if X.shape[3] > 100: out = 2 * out",
    "many filters": "if W.shape[0] > 64: out = 2 * out",
    "a large filter": "if W.shape[2] > 11: out = 2 * out",
    "a large stride": "if stride[0] > 17: out = 2 * out",
    "one length": "out = out * {7: 2}.get(X.shape[2], 1)",
    "one large length": "if X.shape[3] == 300: out = 2 * out",
    "the last large length": "if X.shape[2] + 1 == 300: out = 2 * out",
    "the rest behind blocks": "if out.shape[3] > 8: out[..., 8 * (out.shape[3] // 8) :] = 0",
    "a multiple": "if X.shape[3] % 16 == 0: out = 2 * out",
    "a second block": "if X.shape[3] & (X.shape[3] - 1) == 0 and X.shape[3] > 8: out = 2 * out",
    "a number of the module's": "if len(X) > MOST: out = 2 * out",
    "a number that is worked out": "if X.size > 2**10: out = 2 * out",
    "two lengths": "if W.shape[2] > W.shape[3] + 3: out = 2 * out",
    "a length and a stride": "if stride[1] > X.shape[0] * 5: out = 2 * out",
}


@pytest.mark.sample(3)
@pytest.mark.parametrize("line", HIDDEN.values(), ids=HIDDEN)
def test_what_goes_wrong_from_a_size_on_is_found(prove, line):
    """However large the size that the code names, all else being small then."""
    body = f"out = right(X, W, stride, padding)\n{line}\nreturn out"
    source = convolution(body).replace("import numpy as np", "import numpy as np\n\nMOST = 9", 1)
    (found,) = prove(source, shapes=64, seconds=1.0).functions
    assert found.status is Status.WRONG
    (found,) = prove(source.replace("2 * out", "out").replace(": 2", ": 1"), shapes=64).functions
    assert found.status is Status.PROVED or "= 0" in line


def test_a_stride_of_one_and_others_are_both_asked(prove):
    """Both sides of a branch on a parameter, though the case has one."""
    body = """
if stride[0] == stride[1] == 1:
    return right(X, W, (1, 1), padding)
elif padding[0] > padding[1]:
    return right(X, W, stride, padding)
return right(X, W, stride, padding)"""
    (found,) = prove(body, shapes=64).functions
    assert (found.branches, found.branches_taken) == (2, 2)
    assert found.lines == found.lines_taken


def test_what_was_not_taken_is_told_with_its_lines(prove):
    """A line that no shape comes to, and its branch; nothing where all was taken."""
    line = "if X.shape[0] > 10**9:\n    out = 2 * out"
    body = f"out = right(X, W, stride, padding)\n{line}\nreturn out"
    proof = prove(body, shapes=4)
    (found,) = proof.functions
    number = convolution(body).splitlines().index("    if X.shape[0] > 10**9:") + 1
    assert found.lines_left == (f"solution.py:{number + 1}",)
    assert found.branches_left == (f"solution.py:{number}",)
    text = proved_text(found, proof)
    assert f"12 of 13 lines were taken (not solution.py:{number + 1})" in text
    assert f"its one branch went one way (solution.py:{number})" in text
    (found,) = prove("return right(X, W, stride, padding)", shapes=4).functions
    assert (found.lines_left, found.branches_left) == ((), ())


def test_groups_are_proposed_with_their_channels(prove, tmp_path):
    """What goes wrong with three groups and more is found, though no case has them."""
    layers = Path(__file__).with_name("functional_layers.py").read_text("utf-8")
    old = "for g in range(groups):"
    assert old in layers
    source, cases = tmp_path / "layers.py", tmp_path / "cases.yaml"
    source.write_text(layers.replace(old, "for g in range(min(groups, 2)):", 1), encoding="utf-8")
    cases.write_text(
        "cases: [{name: c, operator: conv1d, passes: [forward], input: [1, 2, 5], "
        "filter: [2, 2, 3], stride: 1, padding: 0}]",
        encoding="utf-8",
    )
    (found,) = prove(source, cases, shapes=64).functions
    assert found.status is Status.WRONG
    assert found.first(Status.WRONG).case.groups > 2
