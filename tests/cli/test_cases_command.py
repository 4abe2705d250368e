"""``cnncheck cases from``: what it writes runs, and what it cannot do is told."""

import sys

import numpy as np
import pytest

onnx = pytest.importorskip("onnx", minversion="1.16")
from onnx import helper, numpy_helper  # noqa: E402


def model(kind, shape, **constants):
    """A model of one node."""
    graph = helper.make_graph(
        [helper.make_node(kind, ["X", *constants], ["out"], name="only")],
        "g",
        [helper.make_tensor_value_info("X", onnx.TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("out", onnx.TensorProto.FLOAT, None)],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 19)]).SerializeToString()


def write(folder, made, X, out):
    """A node test."""
    data = folder / "test_data_set_0"
    data.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(made)
    for name, array in (("input_0", X), ("output_0", out)):
        (data / f"{name}.pb").write_bytes(numpy_helper.from_array(array).SerializeToString())


@pytest.fixture
def conv(tmp_path):
    """A model of one convolution, conv.onnx."""
    made = model("Conv", ["N", 2, 6, 6], W=np.zeros((3, 2, 3, 3), "f4"))
    (tmp_path / "conv.onnx").write_bytes(made)


@pytest.mark.usefixtures("conv")
def test_the_layers_of_a_model_are_written_and_run(cnncheck):
    """To standard output, or into a file."""
    done = cnncheck("cases", "from", "conv.onnx")
    assert done.returncode == 0
    assert done.stderr == "1 case\n"
    assert done.stdout == (
        "# Made by cnncheck cases from conv.onnx.\n"
        "cases:\n"
        "  - name: only\n"
        "    operator: conv2d\n"
        "    passes: [forward, backward_filter, backward_input]\n"
        "    input: [1, 2, 6, 6]\n"
        "    filter: [3, 2, 3, 3]\n"
        "    dtype: float32\n"
    )
    saved = cnncheck("cases", "from", "conv.onnx", "--pass", "forward", "--save", "c.yaml")
    assert (saved.returncode, saved.stdout) == (0, "")
    assert cnncheck("run", "c.yaml", "-q").stdout.splitlines()[-1].startswith("1 passed")


def test_a_node_test_is_written_with_its_arrays_beside(cnncheck, tmp_path):
    """A wrong layer fails, a right one passes, and the npz belongs to the file."""
    X = np.arange(200.0, dtype="f4").reshape(1, 2, 10, 10)
    mean = X.mean((2, 3), keepdims=True)
    write(tmp_path / "tests" / "mean", model("GlobalAveragePool", X.shape), X, mean)
    write(tmp_path / "tests" / "abs", model("Abs", X.shape), X, X)
    needs = cnncheck("cases", "from", "tests")
    assert needs.returncode == 2
    assert "write them with --save FILE.yaml, which makes FILE.npz too" in needs.stderr
    done = cnncheck("cases", "from", "tests", "--save", "c.yaml")
    assert done.stderr == "1 case, 1 tests of other kinds\n"
    assert (
        (tmp_path / "c.yaml")
        .read_text()
        .startswith("# Made by cnncheck cases from tests, whose long arrays are in c.npz.\n")
    )
    assert cnncheck("run", "c.yaml").returncode == 0
    (tmp_path / "wrong.py").write_text(
        "def avg_pool2d(X, *args, **options):\n    return X[:, :, :1, :1] * 0 + X.mean()\n"
    )
    assert cnncheck("run", "c.yaml", "--impl", "wrong.py").returncode == 1


@pytest.mark.usefixtures("conv")
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("absent.onnx",), "absent.onnx: there is no such file or folder; name an ONNX model or a"),
        (("conv.onnx", "--shape", "1,0"), "--shape 1,0 is no shape; write --shape 1,3,224,224"),
        (("conv.onnx", "--shape", "Y=1,3"), "the model has no input 'Y'; it has: X"),
        (("conv.onnx", "--save", "conv.onnx"), "--save would overwrite conv.onnx, which this"),
        ((".", "--shape", "1,3"), "--shape is for a model; a node test says itself what is asked"),
        ((".",), "there is no node test in this folder; name one that holds model.onnx and"),
    ],
)
def test_bad_usage_is_refused(cnncheck, words, message):
    """With what to write instead."""
    done = cnncheck("cases", "from", *words)
    assert done.returncode == 2
    assert message in done.stderr


def test_without_a_layer_nothing_is_written(cnncheck, tmp_path):
    """It is told, and has an exit code of its own."""
    (tmp_path / "relu.onnx").write_bytes(model("Relu", [1, 2, 3, 4]))
    done = cnncheck("cases", "from", "relu.onnx", "--save", "c.yaml")
    assert (done.returncode, done.stderr) == (3, "0 cases, 1 nodes of other kinds\n")
    assert not (tmp_path / "c.yaml").exists()


def test_without_onnx_it_is_said_how_to_have_it(monkeypatch):
    """It is an extra, and nothing else needs it."""
    from cnncheck.converting.onnx_files import require_onnx
    from cnncheck.errors import UsageError

    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(
        UsageError, match=r"not installed; install it: pip install 'cnncheck\[onnx\]'"
    ):
        require_onnx()


def test_onnx_is_imported_by_nothing_else():
    """The command's own help does not wait for it."""
    import subprocess

    program = (
        "import sys, cnncheck.converting.cases_command, cnncheck.converting.converting; "
        "print('onnx' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
