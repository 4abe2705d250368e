"""ONNX's node tests: a model of one node, what goes in, and what comes out.

A test is a folder with ``model.onnx`` and ``test_data_set_0`` ..., in which ``input_0.pb`` ... and
``output_0.pb`` ... are tensors. Other folders are searched for such ones.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.converting.layers import is_near, layer_of
from cnncheck.converting.making import case_of, dtypes_of, named
from cnncheck.converting.onnx_files import array_of, node_of, read_model, read_tensor
from cnncheck.converting.onnx_nodes import Given, NotALayer
from cnncheck.errors import UsageError, Where
from cnncheck.operators import OPERATORS
from cnncheck.operators.array_in_file import ArrayInFile
from cnncheck.operators.expected import Expectation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cnncheck.converting.converted import Converted
    from cnncheck.operators.case import Case
    from cnncheck.operators.expected import Given as GivenArray
    from cnncheck.operators.problem import Array

MODEL = "model.onnx"
DATA_SET = "test_data_set_*"
WRITTEN_OUT = 64
"""Numbers up to which an array is written out; longer ones are in a file."""

EXACT_IN_FLOAT32 = 2**24


def convert_tests(folder: Path, npz: str, max_memory: int, found: Converted) -> None:
    """Make cases of all tests in a folder.

    Parameters
    ----------
    folder : Path
    npz : str
        The file that arrays are to be in.
    max_memory : int
        Bytes that the arrays of one case may take at once.
    found : Converted
        Receives what there is.

    Raises
    ------
    UsageError
        When there is no test, or a file of one is broken.
    """
    tests = list(_tests(folder))
    if not tests:
        raise UsageError(
            "there is no node test in this folder",
            f"name one that holds {MODEL} and test_data_set_0, or a folder of such; of a model "
            "alone name its file",
            Where(str(folder)),
        )
    for test in tests:
        model = read_model(test / MODEL)
        if len(model.graph.node) != 1 or not is_near(model.graph.node[0].op_type):
            found.others += 1
            continue
        sets = sorted(_data_sets(test), key=lambda each: (len(each.name), each.name))
        for number, data in enumerate(sets):
            name = test.name if len(sets) == 1 else f"{test.name}-{number}"
            try:
                case, note = _case(model.graph, data, named(name), npz, max_memory)
            except NotALayer as reason:
                found.refused[name] = str(reason)
                continue
            found.cases.append(case)
            if note:
                found.notes[name] = note


def _tests(folder: Path) -> Iterator[Path]:
    """Yield the folders with a test, in order."""
    for place, below, files in os.walk(folder):
        below.sort()
        if MODEL in files and any(_data_sets(Path(place))):
            below.clear()
            yield Path(place)


def _data_sets(test: Path) -> Iterator[Path]:
    return (each for each in test.glob(DATA_SET) if each.is_dir())


def _case(graph: Any, data: Path, name: str, npz: str, max_memory: int) -> tuple[Case, str]:
    (node,) = graph.node
    inputs, answer = _read(graph, data)
    known = {key: Given(key, value.shape, value.dtype.name, value) for key, value in inputs.items()}
    told = node_of(node, known, Given("", answer.shape))
    layer = layer_of(told)
    arrays = dict(zip(layer.arrays, (inputs.get(each) for each in node.input), strict=False))
    values = {key: value for key, value in arrays.items() if value is not None}
    dtype, notes = _dtype([*values.values(), answer], dtypes_of(layer))

    def given(entry: str, array: Array) -> GivenArray:
        exact = array.astype(dtype)
        if array.size > WRITTEN_OUT:
            return ArrayInFile(npz, f"{name}.{entry}", exact)
        # The shortest text that is the same number in the case's dtype.
        shown = np.array([float(str(each)) for each in exact.ravel()]).reshape(array.shape)
        nested: GivenArray = _nested(shown.tolist())
        return nested

    case = case_of(
        layer,
        told,
        dtype,
        max_memory,
        name=name,
        passes=("forward",),
        fill="integers" if _whole([*values.values(), answer]) else "uniform",
        values={key: given(key, value) for key, value in values.items()},
        expect=Expectation(answer=given("answer", answer)),
    )
    if notes and OPERATORS[case.operator].depth(case, "forward"):
        raise NotALayer(f"its values are {answer.dtype.name}, which are added up")
    return case, "; ".join((*layer.notes, *notes))


def _read(graph: Any, data: Path) -> tuple[dict[str, Array], Array]:
    """Return the node's inputs by their names, and what its first output has to be."""
    constants = dict(array_of(each) for each in graph.initializer)
    inputs = constants | _tensors(data, "input", [each.name for each in graph.input], constants)
    outputs = _tensors(data, "output", [each.name for each in graph.output], {})
    first = next(iter(graph.node[0].output), "")
    if first not in outputs:
        raise NotALayer(f"what its output {first!r} has to be is not told")
    for key, value in (*inputs.items(), (first, outputs[first])):
        if isinstance(value, str):
            raise NotALayer(f"{key!r} {value}")
    return inputs, outputs[first]


def _tensors(
    data: Path, kind: str, names: list[str], constants: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the tensors of a data set by the names that the graph has for them."""
    files = [
        (int(found[1]), path)
        for path in data.iterdir()
        if (found := re.fullmatch(rf"{kind}_([0-9]{{1,4}})\.pb", path.name))
    ]
    free = [name for name in names if name not in constants]
    names = names if len(files) == len(names) else free
    read = [read_tensor(path) for _, path in sorted(files)]
    return {
        name if name in names else names[place]: value
        for place, (name, value) in enumerate(read)
        if name in names or place < len(names)
    }


def _dtype(arrays: list[Array], dtypes: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return in which of some dtypes a layer is asked, and what is to be told of that."""
    (kind, *others) = dict.fromkeys(each.dtype.name for each in arrays)
    if others:
        raise NotALayer(f"its arrays are of different types: {', '.join((kind, *others))}")
    if kind in dtypes:
        return kind, ()
    if arrays[0].dtype.kind not in "iu":
        raise NotALayer(f"its values are {kind}")
    most = max(max(-int(each.min(initial=0)), int(each.max(initial=0))) for each in arrays)
    if most > 2**53:
        raise NotALayer(f"its values are {kind}, of which float64 does not hold all")
    asked = "float32" if most <= EXACT_IN_FLOAT32 else "float64"
    return asked, (f"its {kind} values are asked in {asked}, which holds them all",)


def _whole(arrays: list[Array]) -> bool:
    return all(bool((each == np.rint(each)).all()) for each in arrays)


def _nested(values: Any) -> Any:
    return tuple(map(_nested, values)) if isinstance(values, list) else values
