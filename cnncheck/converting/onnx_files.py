"""ONNX's files: read whole and bounded, never beyond what was named, and only where onnx is installed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from cnncheck.converting.onnx_nodes import Given, Node
from cnncheck.errors import UsageError, Where
from cnncheck.files import read_regular

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cnncheck.operators.problem import Array

MAX_MODEL = (2 << 30) - 1
"""Bytes: protobuf itself holds no more."""

MAX_TENSOR = 256 << 20
MAX_CONSTANT = 1024
"""Numbers up to which a constant of a model is looked at: pads, axes, shapes."""


def require_onnx() -> None:
    """Refuse to go on without onnx.

    Raises
    ------
    UsageError
    """
    from importlib.util import find_spec

    if find_spec("onnx") is None:
        raise UsageError(
            "reading ONNX's files needs onnx, which is not installed",
            "install it: pip install 'cnncheck[onnx]'",
        )


def read_model(path: Path) -> Any:
    """Return a model, without any file that it names for its weights.

    Raises
    ------
    UsageError
        When it is no ONNX model.
    """
    import onnx

    model = _parsed(onnx.ModelProto(), path, MAX_MODEL, "ONNX model")
    if not model.graph.node or not model.opset_import:
        raise _foreign(path, "ONNX model")
    return model


def read_tensor(path: Path) -> tuple[str, Array | str]:
    """Return a tensor's name and its values, or why they are none that are asked.

    Raises
    ------
    UsageError
        When it is no tensor.
    """
    import onnx

    return array_of(_parsed(onnx.TensorProto(), path, MAX_TENSOR, "tensor of ONNX"), path)


def array_of(tensor: Any, path: Path | None = None) -> tuple[str, Array | str]:
    """Return a tensor's name and its values, or why they are none that are asked.

    Raises
    ------
    UsageError
        When it contradicts itself.
    """
    from onnx import TensorProto, numpy_helper

    if tensor.data_location == TensorProto.EXTERNAL or tensor.external_data:
        return tensor.name, "is in another file, which is not opened"
    if tensor.data_type in (TensorProto.UNDEFINED, TensorProto.STRING):
        return tensor.name, "holds no numbers"
    try:
        if math.prod(tensor.dims) * 16 > MAX_TENSOR or min(tensor.dims, default=0) < 0:
            return tensor.name, "has an impossible shape"
        return tensor.name, numpy_helper.to_array(tensor)
    except (ValueError, TypeError, KeyError, OverflowError, MemoryError) as error:
        what = " ".join(str(error).split())
        where = Where(str(path)) if path else None
        raise UsageError(f"this is no sound tensor: {what}", "write it anew", where) from None


def _parsed(message: Any, path: Path, most: int, what: str) -> Any:
    from google.protobuf.message import DecodeError

    data = read_regular(path, most, f"name an {what} that is smaller")
    try:
        message.ParseFromString(data)
    except (DecodeError, RuntimeError, RecursionError):
        raise _foreign(path, what) from None
    return message


def _foreign(path: Path, what: str) -> UsageError:
    article = "an" if what[0] in "AO" else "a"
    return UsageError(f"this is not {article} {what}", "name another file", Where(str(path)))


def node_of(node: Any, known: Mapping[str, Given], out: Given | None = None) -> Node:
    """Return a node of a graph.

    Parameters
    ----------
    node : onnx.NodeProto
    known : mapping of str to Given
        What is known of values by their names.
    out : Given, optional
        Of its first output.
    """
    kind = node.op_type if node.domain in ("", "ai.onnx") else f"{node.domain}.{node.op_type}"
    return Node(
        kind,
        node.name or (node.output[0] if node.output else ""),
        {each.name: _value(each) for each in node.attribute},
        [known.get(name, Given(name)) if name else None for name in node.input],
        sum(bool(name) for name in node.output),
        out.shape if out else None,
    )


def _value(attribute: Any) -> Any:
    """Return what an attribute holds; of a tensor or a graph nothing, for none is asked for."""
    from onnx import AttributeProto

    kinds = AttributeProto
    match attribute.type:
        case kinds.INT:
            return int(attribute.i)
        case kinds.FLOAT:
            return float(attribute.f)
        case kinds.STRING:
            return bytes(attribute.s)
        case kinds.INTS:
            return tuple(attribute.ints)
        case kinds.FLOATS:
            return tuple(attribute.floats)
    return None
