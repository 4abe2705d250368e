"""The shipped networks have as many layers, weights and products as the literature says."""

import math
from pathlib import Path
from typing import NamedTuple

import pytest

from cnncheck.cases import load_cases
from cnncheck.operators import OPERATORS

NETWORKS = Path(__file__).parents[2] / "cases" / "networks"


class Counted(NamedTuple):
    """What is known of a network from elsewhere: convolutions, their weights, products of all."""

    layers: int
    weights: int
    products: float


KNOWN = {
    # 25,557,032 parameters, of which 53,120 of normalisations and 2,049,000 of the last layer;
    # 4.09 G products (torchvision's model table), of which 2,048,000 of the last layer.
    "resnet50": Counted(53, 25_557_032 - 53_120 - 2_049_000, 4.09e9 - 2_048_000),
    # 3,504,872 parameters, of which 34,112 and 1,281,000; 300 M products (the paper, table 4).
    "mobilenet_v2": Counted(52, 3_504_872 - 34_112 - 1_281_000, 300e6),
    # 5,288,548 parameters, of which 42,016 and 1,281,000; 0.39 G products (the paper, table 2).
    "efficientnet_b0": Counted(81, 5_288_548 - 42_016 - 1_281_000, 0.386e9),
    # 31.0 M parameters, of 18 convolutions of 3x3, 4 up-convolutions and one of 1x1 ("In total
    # the network has 23 convolutional layers").
    "unet": Counted(23, 31_030_658, 0),
    # 23,817,352 trainable parameters (Keras, without scales), of which 17,216 shifts and 2,049,000
    # of the last layer; 5.71 G products (torchvision's model table).
    "inception_v3": Counted(94, 23_817_352 - 17_216 - 2_049_000, 5.71e9),
    # 3.7 M parameters (the paper, table 1).
    "m18": Counted(17, 3_666_944, 0),
    # 38.5 G products (often cited, of 16 frames of 112x112).
    "c3d": Counted(8, 27_655_936, 38.5e9),
}


def count(case):
    (text,) = case.tags or ("x1",)
    return int(text.removeprefix("x"))


def test_every_network_is_known_here():
    """A file that is added comes with a count from elsewhere."""
    assert {path.stem for path in NETWORKS.iterdir()} == {*KNOWN}


@pytest.mark.parametrize("name", KNOWN)
def test_a_network_is_as_it_was_published(name):
    """Weights to the last one, products as closely as they are told."""
    cases = load_cases(NETWORKS / f"{name}.yaml", OPERATORS)
    layers = weights = products = 0
    for case in cases:
        operator = OPERATORS[case.operator]
        assert case.input[0] == 1
        if operator.multiplies:
            layers += count(case)
            shapes = operator.shapes(case)
            weights += count(case) * sum(math.prod(shapes[it]) for it in shapes if it != "X")
            products += count(case) * operator.terms(case, "forward")
    known = KNOWN[name]
    assert (layers, weights) == (known.layers, known.weights)
    if known.products:
        assert products == pytest.approx(known.products, rel=0.005)
    assert len({repr((case.operator, case.input, case.parameters)) for case in cases}) == len(cases)


def test_networks_are_read_only_when_named(tmp_path):
    """A run of all shipped cases has not the time for them."""
    files = {case.file for case in load_cases(NETWORKS.parent, OPERATORS)}
    assert not any("networks" in file for file in files)
    assert len({case.file for case in load_cases(NETWORKS, OPERATORS)}) == len(KNOWN)
    (tmp_path / "networks").mkdir()
    (tmp_path / "networks" / "a.yaml").write_text("cases: []")
    with pytest.raises(Exception, match="name networks itself to read the files in it"):
        load_cases(tmp_path, OPERATORS)
