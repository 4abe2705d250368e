"""Models of our own, and ONNX's node tests: those of its wheel, else as onnx generates them."""

import os
from pathlib import Path

import numpy as np
import pytest

onnx = pytest.importorskip("onnx", minversion="1.16")
from onnx import helper, numpy_helper  # noqa: E402

KINDS = {
    "Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalMaxPool", "GlobalAveragePool", "Pad",
}  # fmt: skip


def write_test(folder, model, inputs, outputs):
    """Write a node test as ONNX lays it out."""
    data = Path(folder) / "test_data_set_0"
    data.mkdir(parents=True)
    (Path(folder) / "model.onnx").write_bytes(model.SerializeToString())
    for kind, arrays in (("input", inputs), ("output", outputs)):
        for number, array in enumerate(arrays):
            tensor = (
                array
                if isinstance(array, onnx.TensorProto)
                else numpy_helper.from_array(np.asarray(array))
            )
            (data / f"{kind}_{number}.pb").write_bytes(tensor.SerializeToString())


@pytest.fixture(scope="session")
def node_tests(tmp_path_factory):
    """The folder of ONNX's node tests; where its wheel has none, those of our kinds, generated."""
    shipped = Path(onnx.__file__).parent / "backend" / "test" / "data" / "node"
    if shipped.is_dir():
        return shipped
    from onnx.backend.test.case.node import collect_testcases

    folder = tmp_path_factory.mktemp("node")
    with np.errstate(all="ignore"):
        cases = collect_testcases(None)
    for case in cases:
        if len(case.model.graph.node) == 1 and case.model.graph.node[0].op_type in KINDS:
            write_test(folder / case.name, case.model, *case.data_sets[0])
    return folder


@pytest.fixture
def write():
    """Write a node test."""
    return write_test


@pytest.fixture
def model():
    """Make a model of some nodes, whose weights are inputs and constants."""

    def make(nodes, inputs, constants=(), outputs=("out",), **options):
        floats = onnx.TensorProto.FLOAT
        graph = helper.make_graph(
            nodes,
            "g",
            [helper.make_tensor_value_info(name, floats, shape) for name, shape in inputs.items()],
            [helper.make_tensor_value_info(name, floats, None) for name in outputs],
            [numpy_helper.from_array(array, name) for name, array in dict(constants).items()],
        )
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 19)], **options)

    return make


@pytest.fixture
def here(tmp_path, monkeypatch):
    """The current folder, which is empty."""
    monkeypatch.chdir(tmp_path)
    return Path(os.curdir)
