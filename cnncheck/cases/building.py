"""From the fields of one case, as written, to the frozen `Case`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cnncheck.cases.case_wording import expected, meant, rank_of, refusals, unexpected
from cnncheck.cases.facts import expectation_of, values_of
from cnncheck.cases.judging import judge, judge_geometry
from cnncheck.cases.model import CaseModel
from cnncheck.cases.model_parts import OutGradModel
from cnncheck.cases.scalars import show
from cnncheck.errors import Where
from cnncheck.operators.around import NoAmountError
from cnncheck.operators.case import Case, OutGrad, Tolerance, usual_fill
from cnncheck.operators.parameter import spatial_axes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.cases.model_parts import ToleranceModel
    from cnncheck.cases.nodes import Faults, Node, Written
    from cnncheck.operators.base import Operator


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
    rank = rank_of(written)
    for field, node in written.fields.items():
        if node.value is None and field in expected():
            unexpected(node, field, faults, rank=rank)
        for name, entry in node.fields.items():
            if entry.value is None and f"{field}.{name}" in expected():
                unexpected(entry, f"{field}.{name}", faults, rank=rank)


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
    _ranks(model, operator, written, faults)
    _words(operator, written, faults)
    values, grad_shape = values_of(model, operator, written, faults)
    axes = _axes(operator, passes)
    expect = expectation_of(model, operator, axes, written, faults) if model.expect else None
    judge(written, operator, passes, operators, faults)
    sound = len(faults.problems) == known and not any(n.refused for n in written.fields.values())
    if not sound or model.input is None:
        return None
    try:
        told = _fields(model, operator, model.input, written, faults.file)
    except NoAmountError as error:
        faults.add(written.place(error.field), error.message, error.hint)
        return None
    case = replace(
        told,
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
        input=tuple(shape),
        parameters={
            each.name: getattr(model, each.name)
            for each in operator.written
            if each.name in model.model_fields_set
        },
        seed=model.seed,
        dtype=model.dtype,
        accumulate=model.accumulate,
        unbatched=model.unbatched,
        fill=model.fill if "fill" in model.model_fields_set else usual_fill(model.dtype),
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
        faults.add(
            written.whole,
            "this case has no input",
            f"write input: [{', '.join(('N', 'C', *spatial_axes(rank_of(written))))}]",
        )
    return operators.get(name) if name is not None else None


def _passes(
    model: CaseModel, operator: Operator, written: Written, faults: Faults
) -> tuple[str, ...]:
    given = {each.name: getattr(model, each.name) for each in operator.written}
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


def _ranks(model: CaseModel, operator: Operator, written: Written, faults: Faults) -> None:
    """Report lists of numbers that are not as long as an image of the operator has axes."""
    told: dict[str, tuple[Node, Any, int]] = {}
    if "input" in written.fields:
        told["input"] = written.fields["input"], model.input, operator.rank + 2
    if isinstance(model.out_grad, OutGradModel) and model.out_grad.shape:
        node = written.fields["out_grad"].fields["shape"]
        told["out_grad.shape"] = node, model.out_grad.shape, operator.rank + 2
    for each in operator.written:
        if each.name in written.fields:
            length = len(each.entries) if each.kind == "shape" else operator.rank
            told[each.name] = written.fields[each.name], getattr(model, each.name), length
    for name, (node, value, length) in told.items():
        if isinstance(value, list) and len(value) != length and not node.refused:
            unexpected(node, name, faults, rank=operator.rank)
            node.refused = True


def _words(operator: Operator, written: Written, faults: Faults) -> None:
    """Report words and pairs where the operator takes numbers alone."""
    for each in operator.parameters:
        node = written.fields.get(each.name)
        if node is None or node.refused or each.words or not each.along_axes:
            continue
        if isinstance(node.value, str) or any(isinstance(it.value, list) for it in node.items):
            message = f"{each.name} is {show(node.value)}, expected {each.expected}"
            faults.add(node, message, f"{operator.name} takes no words and pairs")
            node.refused = True


def _axes(operator: Operator, passes: tuple[str, ...]) -> int:
    """Return how many axes the result of a case's only pass has."""
    only = operator.passes[passes[0]].axes if len(passes) == 1 else 0
    return only or operator.rank + 2


def _out_grad(written: str | OutGradModel, shape: tuple[int, ...] | None) -> OutGrad:
    if isinstance(written, str):
        return OutGrad("ones" if written == "ones" else "random", shape)
    return OutGrad(written.values, tuple(written.shape) if written.shape else shape)


def _tolerance(written: ToleranceModel | None) -> Tolerance:
    if written is None:
        return Tolerance()
    return Tolerance(written.algorithm or "direct", written.rtol, written.atol)
