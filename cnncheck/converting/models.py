"""The layers of an ONNX model, with the shapes that onnx infers; those that are alike are one case."""

from __future__ import annotations

import math
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cnncheck.converting.layers import is_near, layer_of
from cnncheck.converting.making import case_of, difference, dtypes_of, named, work_of
from cnncheck.converting.onnx_files import MAX_CONSTANT, array_of, node_of, read_model
from cnncheck.converting.onnx_nodes import Given, NotALayer
from cnncheck.errors import UsageError, Where

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cnncheck.converting.converted import Converted
    from cnncheck.converting.layers import Layer
    from cnncheck.converting.onnx_nodes import Shape
    from cnncheck.operators.case import Case

USUAL = "float32"
SECONDS = 120
"""The longest that onnx may take to infer the shapes of a model."""


class Wanted(NamedTuple):
    """What is wanted of a model's layers.

    Attributes
    ----------
    shapes : mapping of str to tuple of int
        Of inputs, by their names; "" stands for the only one.
    passes : tuple of str
        Those to ask; by default all.
    max_work : float
        Products of a forward pass above which a layer is left out.
    """

    shapes: Mapping[str, tuple[int, ...]]
    passes: tuple[str, ...]
    max_work: float


def convert_model(path: Path, wanted: Wanted, max_memory: int, found: Converted) -> None:
    """Make a case of each different layer of a model.

    Raises
    ------
    UsageError
        When it is no model, or has no such input.
    """
    model = read_model(path)
    _shape_inputs(model.graph, wanted.shapes, Where(str(path)))
    counted: dict[str, list[Case]] = {}
    for name, told in _nodes(_inferred(model, path)):
        if not is_near(told.kind):
            found.others += 1
            continue
        try:
            layer = layer_of(told)
            dtype, note = _dtype(told.input(0), layer)
            case = case_of(layer, told, dtype, max_memory, name=name, passes=wanted.passes)
            if work_of(case) > wanted.max_work:
                work = f"{work_of(case):.2g}"
                raise NotALayer(f"its forward pass has {work} products, more than --max-work")
        except NotALayer as reason:
            found.refused[name] = str(reason)
            continue
        if note := "; ".join(filter(None, (*layer.notes, note))):
            found.notes[name] = note
        counted.setdefault(repr(difference(case)), []).append(case)
    for alike in counted.values():
        tags = (f"x{len(alike)}",) if len(alike) > 1 else ()
        found.cases.append(replace(alike[0], tags=tags))


def _shape_inputs(graph: Any, shapes: Mapping[str, tuple[int, ...]], where: Where) -> None:
    """Give inputs the lengths that are asked for; one image where a batch has no length."""
    constants = {each.name for each in graph.initializer}
    inputs = {each.name: each for each in graph.input if each.name not in constants}
    for name, shape in shapes.items():
        if not name and len(inputs) > 1:
            names = ", ".join(inputs)
            raise UsageError(f"the model has the inputs {names}", "say --shape NAME=N,C,H,W", where)
        each = inputs.get(name) if name else next(iter(inputs.values()), None)
        if each is None:
            raise UsageError(
                f"the model has no input {name!r}", f"it has: {', '.join(inputs)}", where
            )
        dims = each.type.tensor_type.shape.dim
        if dims and len(dims) != len(shape):
            raise UsageError(
                f"the model's input {each.name!r} has {len(dims)} axes, --shape says {len(shape)}",
                "say a length for each",
                where,
            )
        del dims[:]
        for length in shape:
            dims.add().dim_value = length
    weights = {name for node in graph.node if is_near(node.op_type) for name in node.input[1:]}
    for each in inputs.values():
        dims = each.type.tensor_type.shape.dim
        if len(dims) and not dims[0].dim_value and each.name not in weights:
            dims[0].dim_value = 1


def _inferred(model: Any, path: Path) -> Any:
    """Return the graph with what onnx infers, without the weights, of which only shapes count.

    A process of its own infers: a model that is broken in a strange way crashes onnx.
    """
    del model.graph.value_info[:]  # what was inferred for other lengths would contradict
    for each in model.graph.output:
        each.type.tensor_type.ClearField("shape")
    _lighten(model.graph)
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(Path(__file__).with_name("inferring.py"))],
            input=model.SerializeToString(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        why = done.stderr.decode(errors="replace").strip().split("\n")[-1]
        if done.returncode < 0:
            why = f"it ended by {signal.Signals(-done.returncode).name}"
    except subprocess.TimeoutExpired:
        why = f"it takes more than {SECONDS} s"
    else:
        if not done.returncode:
            inferred = type(model)()
            inferred.ParseFromString(done.stdout)
            return inferred.graph
    raise UsageError(
        f"onnx cannot infer the shapes of this model: {why}",
        "look at it with onnx.checker.check_model",
        Where(str(path)),
    )


def _lighten(graph: Any) -> None:
    """Make inputs of long constants: their shapes are all that is asked of them."""
    from onnx import helper

    known = {each.name for each in graph.input}
    kept = []
    for each in graph.initializer:
        if math.prod(each.dims) <= MAX_CONSTANT:
            kept.append(each)
        elif each.name not in known:
            graph.input.append(
                helper.make_tensor_value_info(each.name, each.data_type, list(each.dims))
            )
    del graph.initializer[:]
    graph.initializer.extend(kept)


def _nodes(graph: Any, above: Mapping[str, Given] | None = None) -> Iterator[tuple[str, Any]]:
    """Yield the nodes of a graph and of those within it, each with a name."""
    known = dict(above or {})
    for each in (*graph.input, *graph.output, *graph.value_info):
        known[each.name] = _given(each)
    for each in graph.initializer:
        known[each.name] = _constant(each.name, each)
    for node in graph.node:
        if node.op_type == "Constant" and node.output:
            for each in node.attribute:
                if each.name == "value":
                    known[node.output[0]] = _constant(node.output[0], each.t)
        out = known.get(node.output[0]) if node.output else None
        told = node_of(node, known, out)
        yield named(told.name.strip("/") or told.kind), told
        for each in node.attribute:
            for inner in (each.g, *each.graphs) if each.HasField("g") or each.graphs else ():
                yield from _nodes(inner, known)


def _constant(name: str, tensor: Any) -> Given:
    shape = tuple(tensor.dims)
    kind = _type(tensor.data_type)
    if math.prod(shape) > MAX_CONSTANT:
        return Given(name, shape, kind, absent=f"is longer than {MAX_CONSTANT} numbers")
    _, array = array_of(tensor)
    if isinstance(array, str):
        return Given(name, shape, kind, absent=array)
    return Given(name, shape, kind, array)


def _given(info: Any) -> Given:
    told = info.type.tensor_type
    if not told.HasField("shape"):
        return Given(info.name, None, _type(told.elem_type))
    shape: Shape = tuple(
        each.dim_value if each.HasField("dim_value") else None for each in told.shape.dim
    )
    return Given(info.name, shape, _type(told.elem_type))


def _type(number: int) -> str | None:
    from onnx import TensorProto

    known = {TensorProto.FLOAT: "float32", TensorProto.DOUBLE: "float64"}
    names = {value: name.lower() for name, value in TensorProto.DataType.items() if value}
    return (names | known).get(number)


def _dtype(given: Given | None, layer: Layer) -> tuple[str, str]:
    """Return the dtype in which a layer is asked, and what is to be told of that."""
    told = given.dtype if given else None
    if told is None or told in dtypes_of(layer):
        return told or USUAL, ""
    return USUAL, f"it is of {told}, and asked in {USUAL}"
