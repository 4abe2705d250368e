"""ONNX's node tests become cases, which are asked of the built-in layers, and agree."""

import re

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

from cnncheck import run
from cnncheck.cases import cases_to_yaml, load_cases
from cnncheck.cases.loading import DEFAULT_MAX_MEMORY
from cnncheck.converting.converted import Converted
from cnncheck.converting.node_tests import WRITTEN_OUT, convert_tests
from cnncheck.errors import UsageError
from cnncheck.operators import OPERATORS
from cnncheck.operators.array_in_file import ArrayInFile
from cnncheck.outcomes import Outcome

KINDS = re.compile(
    "test_(basic_conv|conv_|convtranspose|maxpool|averagepool|globalmaxpool|globalaveragepool"
    "|constant_pad|reflect_pad|edge_pad|wrap_pad)"
)
ROUNDED = "test_averagepool_2d_ceil_last_window_starts_on_pad"
"""A test of later releases, whose answer is written out with four digits: it is disputed."""


def convert(folder, npz="given.npz"):
    found = Converted()
    convert_tests(folder, npz, DEFAULT_MAX_MEMORY, found)
    return found


def save(found, folder):
    """Write converted cases and their arrays as the command does."""
    given = {}
    for case in found.cases:
        for each in (*case.values.values(), case.expect.answer):
            if isinstance(each, ArrayInFile):
                given[each.entry] = each.values
    np.savez(folder / "given.npz", **given)
    (folder / "given.yaml").write_text(cases_to_yaml(found.cases))
    return folder / "given.yaml"


def test_all_of_these_kinds_are_asked_and_agree(node_tests, tmp_path):
    """What is left out is known by name; all else has ONNX's answer, PyTorch's and ours."""
    found = convert(node_tests)
    left = {name: why for name, why in found.refused.items() if KINDS.match(name)}
    assert left == {}
    assert len(found.cases) >= 63
    found.cases = [case for case in found.cases if case.name != ROUNDED]
    report = run(save(found, tmp_path))
    assert [
        f"{r.id}: {r.verdict.message}" for r in report.results if not r.verdict.outcome.passed
    ] == []
    assert len(report.results) == len(found.cases)
    assert any(isinstance(each.expect.answer, ArrayInFile) for each in found.cases)


@pytest.mark.parametrize(("at", "by"), [((0, 0, 0, 0), 1), ((0, 0, 2, 2), 1e-3)])
def test_another_answer_than_the_tests_is_disputed(model, write, here, at, by):
    """An answer that is wrong in one element is held against PyTorch, and nobody is blamed."""
    X, W = (np.ones(shape, np.float32) for shape in ((1, 1, 5, 5), (1, 1, 3, 3)))
    node = helper.make_node("Conv", ["X", "W"], ["out"])
    out = np.full((1, 1, 3, 3), 9, np.float32)
    out[at] += by
    write(here / "t", model([node], {"X": X.shape, "W": W.shape}), [X, W], [out])
    (result,) = run(save(convert(here), here)).results
    assert result.verdict.outcome is Outcome.DISPUTED
    assert "the case's own answer differs from the reference in 1 of 9 elements" in (
        result.verdict.message
    )


def test_a_case_says_what_the_node_says(model, write, here):
    """Attributes, a bias, weights inside the model, and an answer, each under its name here."""
    rng = np.random.default_rng(0)
    X, W, b = (
        rng.standard_normal(shape).astype("f4") for shape in ((2, 4, 6, 7), (6, 2, 3, 2), (6,))
    )
    node = helper.make_node(
        "Conv", ["X", "W", "b"], ["out"], group=2, strides=[2, 1], dilations=[1, 2], pads=[1, 2] * 2
    )
    made = model([node], {"X": X.shape}, {"W": W, "b": b})
    write(here / "t", made, [X], [np.zeros((2, 6, 3, 9), "f4")])
    (case,) = convert(here).cases
    assert (case.operator, case.passes, case.dtype) == ("conv2d", ("forward",), "float32")
    assert (case.input, case.filter, case.stride) == ((2, 4, 6, 7), (6, 2, 3, 2), (2, 1))
    assert (case.padding, case.dilation, case.groups, case.bias) == ((1, 2), (1, 2), 2, True)
    assert np.array_equal(np.array(case.values["b"], "f4"), b)
    assert isinstance(case.values["X"], ArrayInFile)
    assert X.size > WRITTEN_OUT > b.size


@pytest.mark.parametrize("number", [0, 1])
def test_several_data_sets_are_several_cases(model, write, here, number):
    """Each has a name of its own."""
    X = np.arange(4.0, dtype="f4").reshape(1, 1, 2, 2)
    write(here / "t", model([helper.make_node("GlobalMaxPool", ["X"], ["out"])], {"X": X.shape}), [X], [X.max((2, 3), keepdims=True)])  # fmt: skip
    (here / "t" / "test_data_set_0").rename(here / "t" / "test_data_set_1")
    write(here / "u", model([helper.make_node("Abs", ["X"], ["out"])], {"X": X.shape}), [X], [X])
    (here / "u" / "test_data_set_0").rename(here / "t" / "test_data_set_0")
    found = convert(here / "t")
    assert [case.name for case in found.cases] == ["t-1"]
    assert "t-0" in found.refused
    assert found.others == 0


REFUSED = {
    "bool": (np.ones((1, 1, 2, 2), bool), "its values are bool"),
    "complex64": (np.ones((1, 1, 2, 2), np.complex64), "its values are complex64"),
    "int64": (np.full((1, 1, 2, 2), 2**60), "its values are int64, of which float64 does not"),
    "flat": (np.ones((4, 4), "f4"), "its input has 2 axes, not N, C and one to three more"),
    "empty": (np.ones((1, 0, 2, 2), "f4"), "its input is 1x0x2x2: lengths are 1 to 65536"),
    "none": (np.ones((0, 1, 2, 2), np.int8), "its input is 0x1x2x2: lengths are 1 to 65536"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_asked_is_told_with_a_reason(model, write, here, kind):
    """One line each, and the others are converted."""
    X, reason = REFUSED[kind]
    node = helper.make_node("MaxPool", ["X"], ["out"], kernel_shape=[1, 1])
    write(here / kind, model([node], {"X": X.shape}), [X], [X])
    found = convert(here)
    assert found.cases == []
    assert found.refused[kind].startswith(reason)


def test_halves_are_asked_as_halves(model, write, here):
    """With the values that the test has."""
    X = np.array([1.1, -2.2, 0.3, 65504], np.float16).reshape(1, 1, 2, 2)
    node = helper.make_node("MaxPool", ["X"], ["out"], kernel_shape=[1, 2])
    write(here / "half", model([node], {"X": X.shape}), [X], [X.max(axis=3, keepdims=True)])
    (case,) = convert(here).cases
    assert case.dtype == "float16"
    assert np.array_equal(np.array(case.values["X"], np.float16), X)


def test_whole_numbers_are_asked_as_floats_where_they_only_move(model, write, here):
    """Of a maximum, and never of a sum; it is told."""
    X = np.arange(4, dtype=np.uint8).reshape(1, 1, 2, 2)
    for kind, out in (("MaxPool", X.max()), ("AveragePool", X.max())):
        node = helper.make_node(kind, ["X"], ["out"], kernel_shape=[2, 2])
        write(here / kind, model([node], {"X": X.shape}), [X], [np.full((1, 1, 1, 1), out, "u1")])
    found = convert(here)
    assert [case.name for case in found.cases] == ["MaxPool"]
    assert found.notes["MaxPool"] == "its uint8 values are asked in float32, which holds them all"
    assert found.refused["AveragePool"] == "its values are uint8, which are added up"


def external():
    tensor = numpy_helper.from_array(np.ones((1, 1, 2, 2), "f4"))
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="../../../../etc/passwd")
    return tensor


def huge():
    tensor = numpy_helper.from_array(np.ones((1, 1, 2, 2), "f4"))
    tensor.dims[2] = tensor.dims[3] = 1 << 40
    return tensor


@pytest.mark.parametrize(
    ("tensor", "reason"),
    [
        (external(), "'X' is in another file, which is not opened"),
        (huge(), "'X' has an impossible shape"),
        (helper.make_tensor("s", TensorProto.STRING, [1], ["a"]), "'X' holds no numbers"),
        (TensorProto(), "'X' holds no numbers"),
    ],
)
def test_tensors_that_are_not_there_are_told_and_never_opened(model, write, here, tensor, reason):
    """A path out of the folder, a size beyond all memory, or text instead of numbers."""
    node = helper.make_node("GlobalMaxPool", ["X"], ["out"])
    write(here / "t", model([node], {"X": (1, 1, 2, 2)}), [tensor], [np.ones((1, 1, 1, 1), "f4")])
    assert convert(here).refused == {"t": reason}


@pytest.mark.parametrize("file", ["model.onnx", "test_data_set_0/input_0.pb"])
@pytest.mark.parametrize("keep", [1, 17, -1])
def test_a_file_cut_off_is_refused_by_its_name(model, write, here, file, keep):
    """Nothing is made of half a model, or of half a tensor."""
    X = np.ones((1, 1, 2, 2), "f4")
    node = helper.make_node("GlobalMaxPool", ["X"], ["out"])
    write(here / "t", model([node], {"X": X.shape}), [X], [X[..., :1, :1]])
    path = here / "t" / file
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(UsageError, match=rf"^t/{file}: this is (not an? |no sound )"):
        convert(here)


def test_a_node_without_a_result_is_told(model, write, here):
    """There is nothing that its answer could be compared with."""
    X = np.ones((1, 1, 2, 2), "f4")
    made = model([helper.make_node("GlobalMaxPool", ["X"], ["out"])], {"X": X.shape})
    del made.graph.node[0].output[:]
    write(here / "t", made, [X], [X])
    assert convert(here).refused == {"t": "what its output '' has to be is not told"}


def test_a_data_set_that_is_a_file_is_none(here):
    """It is passed over, and nothing is left to convert."""
    (here / "t").mkdir()
    (here / "t" / "model.onnx").write_bytes(b"")
    (here / "t" / "test_data_set_0").write_bytes(b"")
    with pytest.raises(UsageError, match="there is no node test in this folder"):
        convert(here)


def test_a_folder_without_any_is_refused(here):
    """With what belongs into one."""
    with pytest.raises(
        UsageError, match="there is no node test in this folder; name one that holds"
    ):
        convert(here)


def test_cases_come_back_from_what_is_written(model, write, here):
    """The values are those of the tensors, bit for bit, written out or in a file."""
    rng = np.random.default_rng(1)
    for name, size in (("short", 4), ("long", 12)):
        X = rng.standard_normal((1, 2, size, size)).astype("f4")
        node = helper.make_node("MaxPool", ["X"], ["out"], kernel_shape=[size, size])
        write(here / name, model([node], {"X": X.shape}), [X], [X.max((2, 3), keepdims=True)])
    found = convert(here)
    for made, read in zip(found.cases, load_cases(save(found, here), OPERATORS), strict=True):
        assert read.values == made.values
        test = here / made.name / "test_data_set_0" / "input_0.pb"
        tensor = TensorProto()
        tensor.ParseFromString(test.read_bytes())
        assert np.array_equal(np.array(read.values["X"], "f4"), numpy_helper.to_array(tensor))


def test_what_is_beyond_the_padding_counts_as_onnx_counts_it(model, write, here):
    """Under ceil_mode, where PyTorch would leave it out of the number; it is told."""
    X = np.arange(9, dtype="f4").reshape(1, 1, 3, 3)
    node = helper.make_node("AveragePool", ["X"], ["out"], kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1, count_include_pad=1)  # fmt: skip
    out = np.array([[[[2, 1.75], [3.25, 2]]]], "f4")
    write(here / "t", model([node], {"X": X.shape}), [X], [out])
    found = convert(here)
    assert found.notes == {
        "t": "ONNX counts what is beyond the padding, which is asked as divisor 4"
    }
    assert [result.verdict.outcome for result in run(save(found, here)).results] == [Outcome.PASSED]
