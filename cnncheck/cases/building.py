"""From the fields of one case, as written, to the frozen `Case`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cnncheck.cases.arrays import array, check_range, fits, parse_at
from cnncheck.cases.judging import judge, judge_geometry
from cnncheck.cases.model import CaseModel
from cnncheck.cases.wording import expected, meant, refusals, unexpected
from cnncheck.errors import Where
from cnncheck.operators.case import Case, Expectation, ExpectedSlice, OutGrad, Tolerance
from cnncheck.operators.registry import PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cnncheck.cases.model import OutGradModel, ToleranceModel
    from cnncheck.cases.nodes import Faults, Written
    from cnncheck.operators.base import Operator
    from cnncheck.operators.case import Values


def validate(written: Written, faults: Faults) -> CaseModel:
    """Judge each field by itself, and return what the sound ones say.

    A case with faults is never used, but the sound rest of it is judged too, so that a person
    reads about all that is wrong at once.
    """
    from pydantic import ValidationError

    _nulls(written, faults)
    plain = {
        field: node.value
        for field, node in written.fields.items()
        if node.value is not None and not node.refused
    }
    if "name" in written.fields:
        plain.setdefault("name", "nameless")  # the fault is reported already
    while True:
        try:
            return CaseModel.model_validate(plain)
        except ValidationError as error:
            errors = error.errors(include_url=False, include_input=False)
        refusals(errors, written, faults)
        for refusal in errors:
            field = str(refusal["loc"][0])
            plain.pop(field, None)
            if field in written.fields:
                # the other cases of a matrix, or of defaults, need not be told the same
                written.fields[field].refused = True
        plain.setdefault("name", "nameless")


def _nulls(written: Written, faults: Faults) -> None:
    """Report fields without a value: the model takes None for a field that is not written."""
    for field, node in written.fields.items():
        if node.value is None and field in expected():
            unexpected(node, field, faults)
        for name, entry in node.fields.items():
            if entry.value is None and f"{field}.{name}" in expected():
                unexpected(entry, f"{field}.{name}", faults)


def build(
    written: Written,
    operators: Mapping[str, Operator],
    max_memory: int,
    faults: Faults,
) -> Case | None:
    """Turn a case as written into a `Case`.

    Parameters
    ----------
    written : Written
    operators : mapping of str to Operator
    max_memory : int
        Bytes that the arrays of one case may take at once.
    faults : Faults

    Returns
    -------
    Case or None
        None when anything about it is wrong.
    """
    known = len(faults.problems)
    model = validate(written, faults)
    operator = _operator(model, written, operators, faults)
    if operator is None:
        return None
    passes = _passes(model, operator, written, faults)
    values, grad_shape = _values(model, operator, written, faults)
    axes = _axes(operator, passes)
    expect = _expectation(model, axes, written, faults) if model.expect else None
    judge(written, operator, passes, operators, faults)
    sound = len(faults.problems) == known and not any(n.refused for n in written.fields.values())
    if not sound or model.input is None:
        return None
    case = replace(
        _fields(model, operator, model.input, written, faults.file),
        passes=passes,
        out_grad=_out_grad(model.out_grad, grad_shape),
        expect=expect,
        values=values,
    )
    judge_geometry(case, written, operator, max_memory, faults)
    return case if len(faults.problems) == known else None


def _fields(
    model: CaseModel, operator: Operator, shape: list[int], written: Written, file: str
) -> Case:
    """Take over the fields that mean what they say, whatever the others are."""
    return Case(
        file=file,
        where=Where(file, *written.whole.mark),
        name=model.name,
        variant=written.variant,
        number=written.number,
        operator=operator.name,
        passes=(),
        input=_four(shape),
        parameters={each.name: getattr(model, each.name) for each in operator.parameters},
        seed=model.seed,
        dtype=model.dtype,
        fill=model.fill,
        layout=model.layout,
        tolerance=_tolerance(model.tolerance),
        tags=tuple(model.tags),
        points=model.points,
        visibility=model.visibility,
        forbid={function: tuple(names) for function, names in model.forbid.items()},
        allow=tuple(model.allow),
    )


def _operator(
    model: CaseModel, written: Written, operators: Mapping[str, Operator], faults: Faults
) -> Operator | None:
    """Return the operator that is asked, or None when there is none of that name."""
    name = model.operator
    if name is None and "operator" not in written.fields:
        faults.add(
            written.whole, "this case has no operator", f"write one of {', '.join(operators)}"
        )
    elif name is not None and name not in operators:
        hint = meant(name, operators) or f"operators: {', '.join(operators)}"
        faults.add(written.place("operator"), f"there is no operator {name!r}", hint)
    if "input" not in written.fields:
        faults.add(written.whole, "this case has no input", "write input: [N, C, H, W]")
    return operators.get(name) if name is not None else None


def _passes(
    model: CaseModel, operator: Operator, written: Written, faults: Faults
) -> tuple[str, ...]:
    given = {each.name: getattr(model, each.name) for each in operator.parameters}
    there = operator.passes_with(given)
    if model.passes is None:
        return there
    for node in written.fields["passes"].items:
        if node.value not in operator.functions:
            word = str(node.value)
            hint = meant(word, operator.functions)
            hint = hint or f"its passes: {', '.join(operator.functions)}"
            faults.add(node, f"{operator.name} has no pass {word!r}", hint)
        elif node.value not in there:
            option = operator.passes[str(node.value)].option
            faults.add(
                node,
                f"{operator.name} has no pass {node.value!r} without a {option}",
                f"write {option}: true, or leave the pass out",
            )
    return tuple(name for name in operator.functions if name in model.passes)


def _axes(operator: Operator, passes: tuple[str, ...]) -> int:
    """Return how many axes the result of a case's only pass has."""
    only = operator.passes[passes[0]].axes if len(passes) == 1 else 0
    return only or operator.rank + 2


def _values(
    model: CaseModel, operator: Operator, written: Written, faults: Faults
) -> tuple[dict[str, Values] | None, tuple[int, int, int, int] | None]:
    """Read the arrays written out, and the shape of out_grad where it is among them."""
    if model.values is None:
        return None, None
    nodes = written.fields["values"].fields
    if not nodes:
        unexpected(written.fields["values"], "values", faults)
    told = model.out_grad.shape if isinstance(model.out_grad, _out_grad_model()) else None
    shapes: dict[str, tuple[str, int, Sequence[int] | None]] = {
        "X": ("input", 4, model.input),
        "out_grad": ("out_grad.shape", 4, told),
    }
    said: dict[str, tuple[str, int]] = {}
    for each in PARAMETERS.values():
        value = getattr(model, each.name)
        if each.kind == "shape":
            shapes[each.array] = (each.name, len(each.entries), value)
            said |= {
                letter: (each.name, n) for letter, n in zip(each.entries, value or (), strict=False)
            }
        elif each.array:
            known = [said[letter] for letter in each.entries if letter in said]
            lengths = [length for _, length in known] or None
            shapes[each.array] = (known[0][0] if known else "", len(each.entries), lengths)
    values: dict[str, Values] = {}
    grad_shape = None
    for name, node in nodes.items():
        read = array(node, f"values.{name}", faults)
        if read is None:
            continue
        shape, values[name] = read
        check_range(node, f"values.{name}", model.dtype, faults)
        field, axes, wanted = shapes[name]
        if len(shape) != axes:
            what = f"has shape {_text(shape)}" if shape else "is a single number"
            faults.add(node, f"values.{name} {what}, expected lists nested {axes} deep")
        elif wanted is not None and list(shape) != wanted:
            faults.add(
                node,
                f"values.{name} has shape {_text(shape)}, but {field} says {_text(wanted)}",
                "make them agree",
            )
        elif name == "out_grad":
            grad_shape = _four(shape)
    return values, grad_shape


def _out_grad_model() -> type[OutGradModel]:
    from cnncheck.cases.model import OutGradModel

    return OutGradModel


def _out_grad(written: str | OutGradModel, shape: tuple[int, int, int, int] | None) -> OutGrad:
    if isinstance(written, str):
        return OutGrad("ones" if written == "ones" else "random", shape)
    return OutGrad(written.values, _four(written.shape) if written.shape else shape)


def _tolerance(written: ToleranceModel | None) -> Tolerance:
    if written is None:
        return Tolerance()
    return Tolerance(written.algorithm or "direct", written.rtol, written.atol)


def _expectation(model: CaseModel, axes: int, written: Written, faults: Faults) -> Expectation:
    told: Any = model.expect
    slices = []
    fields = written.fields["expect"].fields
    if told.shape is not None and len(told.shape) != axes:
        wanted = "" if axes == 4 else f"{axes} integer{'s' * (axes > 1)}"
        unexpected(fields["shape"], "expect.shape", faults, wanted=wanted)
    nodes = fields.get("slices")
    for number, entry in enumerate(nodes.items if nodes else []):
        path, at, values = f"expect.slices[{number}]", entry.fields["at"], entry.fields["values"]
        index = parse_at(str(at.value))
        read = array(values, f"{path}.values", faults)
        if index is None or len(index) != axes:
            wanted = "" if axes == 4 else f"{axes} {'indices' if axes > 1 else 'index'} in quotes"
            unexpected(at, f"{path}.at", faults, wanted=wanted)
        elif read is not None:
            check_range(values, f"{path}.values", model.dtype, faults)
            if not fits(index, read[0]):
                what = f"has shape {_text(read[0])}" if read[0] else "is a single number"
                faults.add(
                    values,
                    f"{path}.values {what}, which is not what '{at.value}' selects",
                    "write nested lists, one level for each range",
                )
            slices.append(ExpectedSlice(index, str(at.value), read[1]))
    shape = tuple(told.shape) if told.shape else None
    return Expectation(shape, told.sum, told.mean, tuple(slices))


def _four(value: Any) -> tuple[int, int, int, int]:
    n, c, h, w = value
    return n, c, h, w


def _text(shape: Any) -> str:
    return "x".join(map(str, shape))
