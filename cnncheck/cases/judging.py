"""What the fields of a case mean together, and to its operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.cases.case_wording import expected, listed, unknown_key
from cnncheck.cases.scalars import show
from cnncheck.dtypes import ACCUMULATORS, INTEGERS
from cnncheck.operators.case import EXACT_FILLS
from cnncheck.operators.registry import PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.cases.nodes import Faults, Node, Written
    from cnncheck.operators.base import Operator
    from cnncheck.operators.case import Case

_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")


def judge(
    written: Written,
    operator: Operator,
    passes: tuple[str, ...],
    operators: Mapping[str, Operator],
    faults: Faults,
) -> None:
    """Report what contradicts itself or the operator, whatever the sizes are.

    Parameters
    ----------
    written : Written
    operator : Operator
        The one that is asked.
    passes : tuple of str
        The passes that are asked about.
    operators : mapping of str to Operator
        All of them: `forbid` may speak of any operator's functions, so that defaults can.
    faults : Faults
    """
    _fields(operator, written, faults)
    _arrays(operator, written, faults)
    _tolerance(written, faults)
    _integers(operator, written, faults)
    _accumulator(written, faults)
    _unbatched(written, faults)
    _expect(passes, written, faults)
    _repeated(written, faults)
    _forbid(operators, written, faults)


def judge_geometry(
    case: Case, written: Written, operator: Operator, max_memory: int, faults: Faults
) -> None:
    """Report shapes that are impossible, or else too large, before anything is allocated.

    Parameters
    ----------
    case : Case
        Sound in all else.
    written : Written
        Where its fields stand.
    operator : Operator
    max_memory : int
        Bytes that the arrays of one case may take at once.
    faults : Faults
    """
    impossible = operator.geometry_faults(case)
    for fault in impossible:
        faults.add(_place(fault.field, written), fault.message, fault.hint)
    needed = 0 if impossible else operator.memory(case)
    if needed > max_memory:
        faults.add(
            written.place("input"),
            f"case {case.label!r} needs {size(needed)}, the limit is {size(max_memory)}",
            "make its arrays smaller or raise --max-memory",
        )


def _place(field: str, written: Written) -> Node:
    """Where a geometry field is written; a gradient's shape may be that of an array."""
    if field not in written.fields and "values" in written.fields:
        return written.fields["values"].fields.get(field, written.whole)
    return written.place(field)


def _fields(operator: Operator, written: Written, faults: Faults) -> None:
    """Geometry fields that the operator does not have, and those that it lacks."""
    for field in (*PARAMETERS, "out_grad"):
        unknown = field in PARAMETERS and PARAMETERS[field].paired  # which the model says
        if field in written.fields and field not in operator.fields and not unknown:
            node = written.fields[field]
            hint = f"its fields: {', '.join(('input', *operator.fields))}"
            if field not in written.whole.fields:
                hint += f"; where it comes from defaults, write '{field}: null' in the case"
            faults.add(node.key or node.mark, f"{field!r} does not belong to {operator.name}", hint)
    for parameter in operator.parameters:
        if parameter.required and parameter.name not in written.fields:
            faults.add(
                written.whole,
                f"this case has no {parameter.name}, which {operator.name} needs",
                f"write {parameter.name}: {parameter.expected}",
            )


def _arrays(operator: Operator, written: Written, faults: Faults) -> None:
    """Arrays written out for arguments that the operator does not have."""
    if "values" not in written.fields:
        return
    others = {each.array: each.name for each in PARAMETERS.values() if each.array}
    others["out_grad"] = "out_grad"
    flags = {each.name for each in operator.parameters if each.kind == "flag"}

    def told(flag: str) -> bool:
        return flag in written.fields and written.fields[flag].value is True

    for name, node in written.fields["values"].fields.items():
        if name in others and others[name] not in operator.fields:
            faults.add(node.key or node, f"{operator.name} has no argument {name}", "delete it")
        elif others.get(name) in flags and not told(others[name]):
            hint = f"write {others[name]}: true, or delete it"
            faults.add(node.key or node, f"there is no {name} without a {others[name]}", hint)


def _accumulator(written: Written, faults: Faults) -> None:
    """Of a dtype that sums are kept in anyway there is nothing to say."""
    node, told = written.fields.get("accumulate"), _dtype(written)
    if node is None or node.value is None:
        return
    if told not in ACCUMULATORS:
        faults.add(
            node.key or node.mark,
            f"accumulate is said of dtype {listed(ACCUMULATORS, 'and')}, and this case has {show(told)}",
            "delete it, or write accumulate: null where it comes from defaults",
        )
    elif node.value not in (known := ACCUMULATORS[told]):
        faults.add(
            node,
            f"accumulate is {show(node.value)}, and sums of {told} are kept in {listed(known)}",
            f"write {listed(known)}",
        )


def _dtype(written: Written) -> str:
    node = written.fields.get("dtype")
    return str(node.value) if node else "float64"


def _integers(operator: Operator, written: Written, faults: Faults) -> None:
    """Integers are asked of what adds up products, in whole numbers, and compared by equality."""
    dtype, fill = _dtype(written), written.fields.get("fill")
    if dtype not in INTEGERS:
        return
    if not operator.of_integers:
        node = written.fields["dtype"]
        faults.add(node, f"dtype {dtype} is asked of convolutions, not of {operator.name}", INSTEAD)
    if fill is not None and fill.value not in EXACT_FILLS:
        faults.add(
            fill,
            f"fill {show(fill.value)} draws no whole numbers, and this case has dtype {dtype}",
            f"write {listed(sorted(EXACT_FILLS))}",
        )
    if "tolerance" in written.fields and written.fields["tolerance"].value is not None:
        node = written.fields["tolerance"]
        faults.add(
            node.key or node,
            f"integers are compared by equality, and this case has dtype {dtype} and a tolerance",
            "delete it, or write tolerance: null where it comes from defaults",
        )


INSTEAD = "write dtype: float64 or float32"


def _unbatched(written: Written, faults: Faults) -> None:
    """Without N there is one image."""
    node, shape = written.fields.get("unbatched"), written.fields.get("input")
    if node is None or node.value is not True or shape is None or not shape.items:
        return
    if (N := shape.items[0].value) != 1:
        faults.add(
            shape.items[0],
            f"unbatched hands over one image without N, and input says N = {show(N)}",
            "write input: [1, ...], or leave unbatched out",
        )


def _tolerance(written: Written, faults: Faults) -> None:
    node = written.fields.get("tolerance")
    if node is None:
        return
    if node.value == {}:
        faults.add(node, "tolerance is {}, which says nothing", f"write {expected()['tolerance']}")
    elif "algorithm" in node.fields and len(node.fields) > 1:
        faults.add(
            node,
            "tolerance has both an algorithm and rtol or atol",
            "write one: an algorithm chooses the bound, rtol and atol replace it",
        )


def _expect(passes: tuple[str, ...], written: Written, faults: Faults) -> None:
    node = written.fields.get("expect")
    if node is None or node.refused or written.place("passes").refused:
        return
    if node.value == {}:
        faults.add(node, "expect is {}, which says nothing", f"write {expected()['expect']}")
    elif len(passes) > 1:
        faults.add(
            node.key or node,
            f"expect needs one pass, but this case asks {listed(passes, 'and')}",
            f"write passes: [{passes[0]}], or a case for each",
        )


def _repeated(written: Written, faults: Faults) -> None:
    for field in ("passes", "tags", "allow"):
        node = written.fields.get(field)
        seen = set()
        for entry in node.items if node and not node.refused else []:
            if entry.value in seen:
                faults.add(entry, f"{field} has {entry.value!r} twice", "delete one")
            seen.add(entry.value)


def _forbid(operators: Mapping[str, Operator], written: Written, faults: Faults) -> None:
    if "forbid" not in written.fields or written.fields["forbid"].refused:
        return
    functions = [name for spec in operators.values() for name in spec.functions.values()]
    for function, node in written.fields["forbid"].fields.items():
        if function not in functions:
            unknown_key(node, function, dict.fromkeys(functions), "forbid", faults)


def size(count: float) -> str:
    """Write a number of bytes as a person reads it: ``2 GiB``, ``1.5 MiB``."""
    power = 0
    while count >= 1024 and power + 1 < len(_UNITS):
        count /= 1024
        power += 1
    return f"{count:.1f}".removesuffix(".0") + f" {_UNITS[power]}"
