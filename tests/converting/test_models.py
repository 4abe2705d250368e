"""Models become the list of their layers: shapes inferred, alike ones merged, the rest told with a reason."""

import random

import numpy as np
import pytest
from onnx import TensorProto, helper

from cnncheck.cases.loading import DEFAULT_MAX_MEMORY
from cnncheck.converting.converted import Converted
from cnncheck.converting.converting import parse_shapes
from cnncheck.converting.layers import TRANSLATED
from cnncheck.converting.models import Wanted, convert_model
from cnncheck.errors import UsageError


def node(kind, *inputs, out="out", **attributes):
    return helper.make_node(kind, list(inputs), [out], name=f"/{kind}/{out}", **attributes)


def weights(*shape):
    return np.zeros(shape, np.float32)


@pytest.fixture
def layers(here):
    """Convert a model, by what it is serialised to."""

    def layers(made, shapes=(), passes=(), max_work=1e10):
        path = here / "m.onnx"
        path.write_bytes(made if isinstance(made, bytes) else made.SerializeToString())
        found = Converted()
        wanted = Wanted(dict(shapes), passes, max_work)
        convert_model(path, wanted, DEFAULT_MAX_MEMORY, found)
        return found

    return layers


NET = [
    node("Conv", "X", "W1", "b1", out="a", strides=[2, 2], pads=[1, 1, 1, 1]),
    node("Relu", "a", out="r"),
    node("MaxPool", "r", out="p", kernel_shape=[3, 2], strides=[2, 1], ceil_mode=1),
    node("Conv", "p", "W2", out="c", group=4, dilations=[1, 2], pads=[1, 2, 1, 2]),
    node("Conv", "c", "W3", out="d", group=4, dilations=[1, 2], pads=[1, 2, 1, 2]),
    node("AveragePool", "d", out="e", kernel_shape=[2, 2], pads=[1, 1, 1, 1]),
    node("ConvTranspose", "e", "W4", out="f", strides=[2, 2], output_padding=[1, 0]),
    node("Pad", "f", "pads", out="g", mode="reflect"),
    node("GlobalAveragePool", "g"),
]
CONSTANTS = {
    "W1": weights(8, 3, 3, 3), "b1": weights(8), "W2": weights(8, 2, 3, 3),
    "W3": weights(8, 2, 3, 3), "W4": weights(8, 5, 2, 2),
    "pads": np.array([0, 0, 1, 2, 0, 0, 3, 0]),
}  # fmt: skip


def test_each_different_layer_is_a_case_with_its_shapes(model, layers):
    """What is said of a layer is what the node says; two that are alike are one, counted."""
    found = layers(model(NET, {"X": ["batch", 3, 20, 22]}, CONSTANTS))
    said = {case.name: case for case in found.cases}
    assert list(said) == [
        f"{kind}/{out}" for kind, out in (
            ("Conv", "a"), ("MaxPool", "p"), ("Conv", "c"), ("AveragePool", "e"),
            ("ConvTranspose", "f"), ("Pad", "g"), ("GlobalAveragePool", "out"),
        )
    ]  # fmt: skip
    assert found.refused == {}
    assert found.others == 1
    first, twice = said["Conv/a"], said["Conv/c"]
    assert (first.operator, first.input, first.filter) == ("conv2d", (1, 3, 20, 22), (8, 3, 3, 3))
    assert (first.stride, first.padding, first.bias) == ((2, 2), (1, 1), True)
    assert first.passes == ("forward", "backward_filter", "backward_input", "backward_bias")
    assert (first.tags, twice.tags) == ((), ("x2",))
    assert (twice.groups, twice.dilation, twice.bias) == (4, (1, 2), False)
    pool, mean, pad = said["MaxPool/p"], said["AveragePool/e"], said["Pad/g"]
    assert (pool.window, pool.stride, pool.ceil_mode) == ((3, 2), (2, 1), True)
    assert (mean.stride, mean.count_include_pad) == ((1, 1), False)
    assert (said["ConvTranspose/f"].output_padding, pad.mode) == ((1, 0), "reflect")
    assert (pad.before, pad.after) == ((1, 2), (3, 0))
    assert (
        said["GlobalAveragePool/out"].window
        == pad.input[2:][:0] + said["GlobalAveragePool/out"].input[2:]
    )


def test_passes_and_work_can_be_limited(model, layers):
    """Only what is wanted is asked, and what is too much is told."""
    found = layers(
        model(NET, {"X": [1, 3, 20, 22]}, CONSTANTS), passes=("forward",), max_work=20_000
    )
    assert {case.passes for case in found.cases} == {("forward",)}
    assert found.refused["Conv/a"] == "its forward pass has 2.4e+04 products, more than --max-work"


@pytest.mark.parametrize(
    ("shape", "shapes", "reason"),
    [
        (["N", 3, "H", "W"], {}, "the shape of its input 'X' is 1x3x?x?: --shape says those of"),
        (["N", 3, "H", "W"], {"": (1, 3, 8, 8)}, ""),
        (["N", 3, "H", "W"], {"X": (2, 3, 8, 9)}, ""),
        (None, {}, "the shape of its input 'X' is not known"),
        ([1, 3, 2, 9], {}, "filter 3x3 is larger than the padded input 2x9"),
        ([1, 3, 70_000, 9], {}, "its input is 1x3x70000x9: lengths are 1 to 65536"),
        ([1, 3, 65_536, 65_536], {}, "its arrays need "),
    ],
)
def test_shapes_without_a_number_are_told_or_given(model, layers, shape, shapes, reason):
    """A batch without a length is one image; other lengths have to be said."""
    made = model([node("Conv", "X", "W")], {"X": shape}, {"W": weights(1, 3, 3, 3)})
    found = layers(made, shapes)
    if reason:
        assert found.refused["Conv/out"].startswith(reason)
        assert found.cases == []
    else:
        (case,) = found.cases
        assert case.input == next(iter(shapes.values()))


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        ({"Y": (1, 3, 8, 8)}, "the model has no input 'Y'; it has: X, Z"),
        ({"": (1, 3, 8, 8)}, "the model has the inputs X, Z; say --shape NAME=N,C,H,W"),
        ({"X": (1, 3)}, "the model's input 'X' has 1 axes, --shape says 2; say a length for each"),
    ],
)
def test_a_shape_of_no_input_is_refused(model, layers, shapes, message):
    """With the names that there are."""
    made = model([node("Add", "X", "Z")], {"X": [1], "Z": [1]})
    with pytest.raises(UsageError, match=message):
        layers(made, shapes)


@pytest.mark.parametrize("text", ["1,0", "1,-2", "1,,2", "", "1,9000000000", "\u0663,2"])
def test_what_is_no_shape_is_refused(text):
    """Lengths are positive numbers in plain digits, and none is cut off."""
    with pytest.raises(UsageError, match="is no shape; write --shape 1,3,224,224"):
        parse_shapes((text,))
    assert parse_shapes(("1, 03,999999999", "X=2,2")) == {"": (1, 3, 999999999), "X": (2, 2)}


def test_what_cnncheck_does_not_have_is_told(model, layers):
    """A pooling of another kind, a padding of channels, one that is computed, and other types."""
    bytes_ = helper.make_tensor_value_info("h", TensorProto.INT8, [1, 2, 8, 8])
    made = model(
        [
            node("LpPool", "X", out="a", kernel_shape=[2, 2]),
            node("Pad", "X", "channels", out="b"),
            node("Pad", "X", "told", out="c"),
            node("Conv", "X", "W", out="d", auto_pad="OTHER"),
            node("MaxPool", "h", out="out", kernel_shape=[2, 2]),
        ],
        {"X": [1, 2, 8, 8]},
        {"channels": np.array([0, 1, 0, 0, 0, 0, 0, 0]), "W": weights(1, 2, 3, 3)},
    )
    made.graph.input.extend([bytes_, helper.make_tensor_value_info("told", TensorProto.INT64, [8])])
    found = layers(made)
    assert found.refused == {
        "LpPool/a": "cnncheck has no LpPool",
        "Pad/b": "it pads images or channels, not what is around them",
        "Pad/c": "its pads 'told' is computed by the model",
        "Conv/d": "its auto_pad is 'OTHER'",
    }
    assert found.notes == {"MaxPool/out": "it is of int8, and asked in float32"}


@pytest.mark.parametrize(("kind", "dtype"), [("FLOAT16", "float16"), ("BFLOAT16", "bfloat16")])
def test_narrow_layers_are_asked_in_their_own_type(model, layers, kind, dtype):
    """A case can have it."""
    made = model([node("MaxPool", "h", out="out", kernel_shape=[2, 2])], {"X": [1, 2, 8, 8]})
    told = helper.make_tensor_value_info("h", getattr(TensorProto, kind), [1, 2, 8, 8])
    made.graph.input.append(told)
    found = layers(made)
    assert found.notes == {}
    assert [case.dtype for case in found.cases] == [dtype]


def test_pads_that_are_no_integers_are_refused(model, layers):
    """Even whole ones: ONNX takes none, and halves would be cut off."""
    for pads in ([0, 0, 1.5, 1, 0, 0, 1, 1], [0, 0, 1.0, 1, 0, 0, 1, 1]):
        made = model(
            [node("Pad", "X", "pads", out="a")],
            {"X": [1, 2, 8, 8]},
            {"pads": np.array(pads, np.float32)},
        )
        assert layers(made).refused == {
            "Pad/a": f"its pads are {[float(each) for each in pads]}, and only integers are amounts of padding"
        }


def test_layers_within_branches_and_functions_are_found(model, layers):
    """The body of an If, and a function that the model defines."""
    body = helper.make_graph(
        [node("GlobalMaxPool", "X", out="inner")],
        "then",
        [],
        [helper.make_tensor_value_info("inner", TensorProto.FLOAT, None)],
    )
    opsets = [helper.make_opsetid("", 19)]
    own = helper.make_function(
        "own", "Mean", ["x"], ["y"], [helper.make_node("GlobalAveragePool", ["x"], ["y"])], opsets
    )
    made = model(
        [
            node("If", "c", out="i", then_branch=body, else_branch=body),
            helper.make_node("Mean", ["X"], ["out"], domain="own"),
        ],
        {"X": [1, 2, 8, 6]},
        {"c": np.array(True)},
        functions=[own],
    )
    made.opset_import.append(helper.make_opsetid("own", 1))
    found = layers(made)
    assert {case.operator: case.input for case in found.cases} == {
        "max_pool2d": (1, 2, 8, 6),
        "avg_pool2d": (1, 2, 8, 6),
    }
    assert next(c for c in found.cases if c.operator == "max_pool2d").tags == ("x2",)


def test_weights_in_other_files_are_never_opened(model, layers, here):
    """Of weights only the shape counts, wherever a hostile model says that they are."""
    made = model([node("Conv", "X", "W")], {"X": [1, 3, 8, 8]}, {"W": weights(64, 3, 3, 3)})
    (tensor,) = made.graph.initializer
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="/dev/zero")
    (case,) = layers(made).cases
    assert case.filter == (64, 3, 3, 3)


def test_a_model_without_a_layer_has_no_case(model, layers):
    """It is counted what there is."""
    found = layers(model([node("Relu", "X")], {"X": [1, 3, 8, 8]}))
    assert (found.cases, found.refused, found.others) == ([], {}, 1)


@pytest.mark.parametrize("data", [b"", b"PK\3\4 no model", b"\x08\x07", bytes(1000), b"\xff" * 999])
def test_what_is_no_model_is_refused(layers, data):
    """Whatever bytes it has."""
    with pytest.raises(UsageError, match=r"^m\.onnx: this is not an ONNX model; name another file"):
        layers(data)


HOSTILE = {
    "negative stride": {"strides": [-1, 1]},
    "huge stride": {"strides": [1 << 62, 1]},
    "three strides": {"strides": [1, 1, 1]},
    "negative padding": {"pads": [-1, -1, -1, -1]},
    "huge padding": {"pads": [1 << 40] * 4},
    "dilation of nothing": {"dilations": [0, 1]},
    "no groups": {"group": 0},
    "negative groups": {"group": -2},
    "groups that do not divide": {"group": 5},
    "a word for a number": {"group": "two"},
    "another kernel": {"kernel_shape": [9, 9]},
    "numbers for a word": {"auto_pad": [1, 2]},
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_attributes_that_say_nothing_possible_are_told(model, layers, kind):
    """A reason in a line for each, and nothing raised."""
    made = model([node("Conv", "X", "W", **HOSTILE[kind])], {"X": [1, 4, 8, 8]}, {"W": weights(2, 4, 3, 3)})  # fmt: skip
    found = layers(made)
    assert found.cases == []
    assert len(found.refused["Conv/out"]) > 10


def test_a_model_that_crashes_onnx_is_a_refusal(model, layers):
    """A stride of nothing divides by zero in onnx 1.16, which ends the process that infers."""
    made = model([node("Conv", "X", "W", strides=[0, 0])], {"X": [1, 4, 8, 8]}, {"W": weights(2, 4, 3, 3)})  # fmt: skip
    try:
        why = layers(made).refused["Conv/out"]
    except UsageError as error:
        why = str(error)
    assert "stride" in why or why.startswith(
        "m.onnx: onnx cannot infer the shapes of this model: it ended by SIGFPE"
    )


@pytest.mark.slow
def test_no_damage_to_a_model_is_more_than_a_refusal(model, layers):
    """Bits turned, bytes lost and added: cases, reasons, or one refusal."""
    whole = model(NET, {"X": [1, 3, 20, 22]}, CONSTANTS).SerializeToString()
    chance = random.Random(20)
    said = []
    for _ in range(40):
        damaged = bytearray(whole)
        for _ in range(chance.choice((1, 1, 2, 6))):
            at = chance.randrange(len(damaged))
            if chance.random() < 0.5:
                damaged[at] ^= 1 << chance.randrange(8)
            else:
                del damaged[at : at + chance.randrange(1, 9)]
        try:
            found = layers(bytes(damaged))
        except UsageError as error:
            said.append(str(error))
        else:
            assert all(case.input for case in found.cases)
            said.append("")
    assert all(each.startswith("m.onnx: ") for each in filter(None, said))
    assert 5 < sum(map(bool, said)) < len(said) - 5


def test_every_kind_of_layer_has_a_test_here():
    """A kind that is added is in the net above, or among ONNX's tests alone."""
    kinds = {each.op_type for each in NET}
    assert {*TRANSLATED} - kinds == {"GlobalMaxPool"}


def outside(made, name):
    """Let a constant of a model be in another file."""
    (tensor,) = (each for each in made.graph.initializer if each.name == name)
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="weights.bin")
    return made


@pytest.mark.parametrize(
    ("made", "inputs", "constants", "reason"),
    [
        (node("Conv", "X", "W", "b"), {}, {"W": weights(4, 3, 3, 3), "b": weights(5)}, "its bias is 5, not 4"),
        (node("ConvTranspose", "X", "W", "b", group=3), {}, {"W": weights(3, 2, 3, 3), "b": weights(2)}, "its bias is 2, not 6"),
        (node("Conv", "X", "W"), {"W": ["F", 3, 3, 3]}, {}, "the shape of its filter 'W' is ?x3x3x3: --shape says those of the model"),
        (node("ConvTranspose", "X", "W", output_shape=[15]), {}, {"W": weights(3, 2, 3, 3)}, "its output_shape is (15,), not 2 integers"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_or_is_left_open_is_told(
    model, layers, made, inputs, constants, reason
):
    """A bias of another length, filters without a number, an output that lacks an axis."""
    found = layers(model([made], {"X": [1, 3, 8, 8], **inputs}, constants))
    assert found.cases == []
    assert list(found.refused.values()) == [reason]


def test_a_constant_in_another_file_is_told_as_that(model, layers):
    """It is not opened, and not said to be computed."""
    made = model([node("Pad", "X", "p")], {"X": [1, 3, 8, 8]}, {"p": np.zeros(8, np.int64)})
    found = layers(outside(made, "p"))
    assert found.refused == {"Pad/out": "its pads 'p' is in another file, which is not opened"}
