"""From a layer to the case that asks for it, or the reason why there is none."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, get_args

from cnncheck.cases.writing import MAX_NAME
from cnncheck.converting.onnx_nodes import NotALayer
from cnncheck.dtypes import INTEGERS, Dtype
from cnncheck.operators import OPERATORS
from cnncheck.operators.around import NoAmountError
from cnncheck.operators.case import Case
from cnncheck.shapes import as_shape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.converting.layers import Layer
    from cnncheck.converting.onnx_nodes import Node, Shape

MAX_LENGTH = 65_536
"""Of an axis, and of a stride or a padding, in a case file."""


def case_of(layer: Layer, node: Node, dtype: str, max_memory: int, **fields: Any) -> Case:
    """Return the case that asks for a layer, once it is known that it can be asked.

    Parameters
    ----------
    layer : Layer
    node : Node
        What it is of; where ONNX knows the shape of its output, that has to be ours.
    dtype : str
    max_memory : int
        Bytes that its arrays may take at once.
    **fields
        Others of the case.

    Raises
    ------
    NotALayer
    """
    operator = OPERATORS[layer.operator]
    if not all(1 <= length <= MAX_LENGTH for length in layer.input):
        raise NotALayer(f"its input is {as_shape(layer.input)}: lengths are 1 to {MAX_LENGTH}")
    told = _told(layer)
    wanted = fields.pop("passes", ())
    passes = tuple(name for name in operator.passes_with(told) if not wanted or name in wanted)
    if not passes:
        raise NotALayer(f"{layer.operator} has no pass {' or '.join(wanted)}")
    try:
        case = Case(
            file="",
            operator=layer.operator,
            passes=passes,
            input=layer.input,
            dtype=dtype,
            parameters=told,
            **fields,
        )
    except NoAmountError as error:
        raise NotALayer(error.message) from None
    faults = operator.geometry_faults(case)
    if faults:
        raise NotALayer(faults[0].message)
    _compare(node.out, operator.out_shape(case, "forward"))
    needed = operator.memory(case)
    if needed > max_memory:
        raise NotALayer(f"its arrays need {needed >> 20} MiB, the limit is {max_memory >> 20} MiB")
    return case


def dtypes_of(layer: Layer) -> tuple[str, ...]:
    """Return the dtypes that a case of a layer can have."""
    whole = OPERATORS[layer.operator].of_integers
    return tuple(each for each in get_args(Dtype) if whole or each not in INTEGERS)


def _told(layer: Layer) -> dict[str, Any]:
    """Return the parameters that the operator has, without others that say nothing."""
    operator, told = OPERATORS[layer.operator], dict(layer.parameters)
    for each in operator.parameters:
        given = told.get(each.name)
        numbers = _numbers(given) if each.numeric else []
        if not all(each.lowest <= number <= MAX_LENGTH for number in numbers):
            raise NotALayer(
                f"its {each.name} is {given!r}: numbers are {each.lowest} to {MAX_LENGTH}"
            )
        if not each.real and not all(number == int(number) for number in numbers):
            raise NotALayer(f"its {each.name} is {given}, which is no integer")
    for name in told.keys() - {each.name for each in operator.parameters}:
        if set(_numbers(told.pop(name))) - {1}:
            raise NotALayer(f"{layer.operator} has no {name}")
    return told


def _numbers(value: Any) -> list[float]:
    if isinstance(value, tuple | list):
        return [number for each in value for number in _numbers(each)]
    return [] if isinstance(value, str) or value is None else [value]


def _compare(inferred: Shape | None, ours: tuple[int, ...]) -> None:
    """Refuse a layer whose output ONNX takes for another: then one of the two misread it."""
    if inferred is None:
        return
    each = zip(inferred, ours, strict=False)
    if len(inferred) != len(ours) or any(theirs not in (None, length) for theirs, length in each):
        shape = as_shape("?" if length is None else length for length in inferred)
        raise NotALayer(f"its output is {shape} in ONNX, but {as_shape(ours)} here")


def work_of(case: Case) -> int:
    """Count the products, or the pixels looked at, of the forward pass."""
    operator = OPERATORS[case.operator]
    read = math.prod(operator.windows(case).kernel) * math.prod(operator.out_shape(case, "forward"))
    return max(operator.terms(case, "forward"), read)


def difference(case: Case) -> Mapping[str, Any]:
    """Return what tells the cases of a model apart."""
    return {"operator": case.operator, "input": case.input, "dtype": case.dtype, **case.parameters}


def named(name: str) -> str:
    """Return a name that a case can have, as near as possible to that of a node."""
    text = "".join(sign if sign.isprintable() else "?" for sign in name).replace("::", ":")
    return text.strip()[:MAX_NAME].strip(": ") or "nameless"
