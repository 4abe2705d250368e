"""What a case writes out in numbers: its arrays, and known parts of the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnncheck.cases.case_wording import unexpected
from cnncheck.cases.given_arrays import array, check_range, fits, parse_at
from cnncheck.cases.model_parts import OutGradModel
from cnncheck.dtypes import INTEGERS
from cnncheck.operators.drawing import ADDED
from cnncheck.operators.expected import Expectation, ExpectedSlice
from cnncheck.operators.registry import PARAMETERS
from cnncheck.shapes import as_shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.cases.model import CaseModel
    from cnncheck.cases.nodes import Faults, Written
    from cnncheck.operators.base import Operator
    from cnncheck.operators.expected import Given


def values_of(
    model: CaseModel, operator: Operator, written: Written, faults: Faults
) -> tuple[dict[str, Given] | None, tuple[int, ...] | None]:
    """Read the arrays written out, and the shape of out_grad where it is among them."""
    if model.values is None:
        return None, None
    nodes = written.fields["values"].fields
    if not nodes:
        unexpected(written.fields["values"], "values", faults, rank=operator.rank)
    told = model.out_grad.shape if isinstance(model.out_grad, OutGradModel) else None
    shapes: dict[str, tuple[str, int, Sequence[int] | None]] = {
        "X": ("input", operator.rank + 2, model.input),
        "out_grad": ("out_grad.shape", operator.rank + 2, told),
    }
    said: dict[str, tuple[str, int]] = {}
    for each in (parameter.at(operator.rank) for parameter in PARAMETERS.values()):
        value = getattr(model, each.name, None)  # some are written within others
        if each.kind == "shape":
            shapes[each.array] = (each.name, len(each.entries), value)
            said |= {
                letter: (each.name, n) for letter, n in zip(each.entries, value or (), strict=False)
            }
        elif each.array:
            known = [said[letter] for letter in each.entries if letter in said]
            lengths = [length for _, length in known] or None
            shapes[each.array] = (known[0][0] if known else "", len(each.entries), lengths)
    values: dict[str, Given] = {}
    grad_shape = None
    for name, node in nodes.items():
        read = array(node, f"values.{name}", faults)
        if read is None:
            continue
        shape, values[name] = read
        summed = name == ADDED and model.dtype in INTEGERS
        dtype = _of_sums(model) if summed else model.dtype
        check_range(node, f"values.{name}", dtype, faults)
        field, axes, wanted = shapes[name]
        if len(shape) != axes:
            what = f"has shape {as_shape(shape)}" if shape else "is a single number"
            faults.add(node, f"values.{name} {what}, expected lists nested {axes} deep")
        elif wanted is not None and list(shape) != wanted:
            faults.add(
                node,
                f"values.{name} has shape {as_shape(shape)}, but {field} says {as_shape(wanted)}",
                "make them agree",
            )
        elif name == "out_grad":
            grad_shape = tuple(shape)
    return values, grad_shape


def _of_sums(model: CaseModel) -> str:
    """Return the dtype of results."""
    summed = model.dtype in INTEGERS and model.accumulate != "same"
    return "int32" if summed else model.dtype


def expectation_of(
    model: CaseModel, operator: Operator, axes: int, written: Written, faults: Faults
) -> Expectation:
    """Read the facts that a case expects of its only pass, whose result has so many axes."""
    told: Any = model.expect
    usual, rank = axes == operator.rank + 2, operator.rank
    slices = []
    fields = written.fields["expect"].fields
    if told.shape is not None and len(told.shape) != axes:
        wanted = "" if usual else f"{axes} integer{'s' * (axes > 1)}"
        unexpected(fields["shape"], "expect.shape", faults, wanted=wanted, rank=rank)
    nodes = fields.get("slices")
    for number, entry in enumerate(nodes.items if nodes else []):
        path, at, values = f"expect.slices[{number}]", entry.fields["at"], entry.fields["values"]
        index = parse_at(str(at.value))
        read = array(values, f"{path}.values", faults)
        if index is None or len(index) != axes:
            wanted = "" if usual else f"{axes} {'indices' if axes > 1 else 'index'} in quotes"
            unexpected(at, f"{path}.at", faults, wanted=wanted, rank=rank)
        elif read is not None:
            check_range(values, f"{path}.values", _of_sums(model), faults)
            if not fits(index, read[0]):
                what = f"has shape {as_shape(read[0])}" if read[0] else "is a single number"
                faults.add(
                    values,
                    f"{path}.values {what}, which is not what '{at.value}' selects",
                    "write nested lists, one level for each range",
                )
            slices.append(ExpectedSlice(index, str(at.value), read[1]))
    shape = tuple(told.shape) if told.shape else None
    answer = _answer(model, axes, written, faults)
    return Expectation(shape, told.sum, told.mean, tuple(slices), answer)


def _answer(model: CaseModel, axes: int, written: Written, faults: Faults) -> Given | None:
    """Read the whole result, where the case says it."""
    node, path = written.fields["expect"].fields.get("answer"), "expect.answer"
    read = array(node, path, faults) if node else None
    if node is None or read is None:
        return None
    check_range(node, path, _of_sums(model), faults)
    if len(read[0]) != axes:
        what = f"has shape {as_shape(read[0])}" if read[0] else "is a single number"
        faults.add(node, f"{path} {what}, expected lists nested {axes} deep")
    return read[1]
