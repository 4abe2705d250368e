"""Cases as the text of a case file that loads back to the same cases."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cnncheck.cases.scalars import plain_scalar, show_scalar
from cnncheck.operators.array_in_file import ArrayInFile
from cnncheck.operators.case import Case, OutGrad, Tolerance

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cnncheck.operators.expected import Expectation, Given, Values
    from cnncheck.operators.parameter import Value

MAX_NAME = 100

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./+=-]*(?: [A-Za-z0-9_./+=-]+)*")
_SIMPLE_FIELDS = (
    "seed",
    "dtype",
    "accumulate",
    "unbatched",
    "fill",
    "layout",
    "points",
    "visibility",
)


def case_to_yaml(case: Case) -> str:
    """Write one case as an entry of ``cases:``, without the fields that have their default.

    Parameters
    ----------
    case : Case
        A variant of a matrix becomes a case of its own, whose name is the variant's label.

    Returns
    -------
    str
        Indented by two spaces, ending with a newline.
    """
    return _entry(case, case.label)


def cases_to_yaml(cases: Iterable[Case]) -> str:
    """Write cases as a whole case file.

    Parameters
    ----------
    cases : iterable of Case
        Possibly of several files. Names too long for a file are shortened, and names that occur
        twice are numbered.

    Returns
    -------
    str
        `cnncheck.cases.load_text` reads it back to cases that are equal but for ``file``,
        ``where``, and the label, which has become the name.
    """
    taken: set[str] = set()
    entries = []
    for case in cases:
        name = shortened = _shortened(case.label)
        number = 2
        while name in taken:
            name = f"{shortened[: MAX_NAME - 8]} ({number})"
            number += 1
        taken.add(name)
        entries.append(_entry(case, name))
    return "cases:\n" + "\n".join(entries)


def _entry(case: Case, name: str) -> str:
    from cnncheck.operators.registry import OPERATORS

    lines = [f"name: {_text(name)}", f"operator: {_text(case.operator)}"]
    lines += [f"passes: {_flow(case.passes)}", f"input: {_flow(case.input)}"]
    unusual = case.unusual
    behind = {each.follows: each for each in unusual if each.paired}
    for parameter in OPERATORS[case.operator].parameters:
        value = case.parameters[parameter.name]
        if parameter.name in behind:
            lines.append(
                f"{parameter.name}: {_pairs(value, case.parameters[behind[parameter.name].name])}"
            )
            continue
        written = parameter.shortest(value)
        if (
            written is not None
            and (parameter.required or parameter in unusual)
            and not parameter.paired
        ):
            lines.append(f"{parameter.name}: {_plain(written)}")
    if case.out_grad != OutGrad():
        lines.append(f"out_grad: {_out_grad(case.out_grad)}")
    default_of = {field.name: field.default for field in Case.__dataclass_fields__.values()}
    for simple in _SIMPLE_FIELDS:
        value = getattr(case, simple)
        if value != default_of[simple]:
            lines.append(f"{simple}: {_text(value) if isinstance(value, str) else _number(value)}")
    if case.tolerance != Tolerance():
        lines.append(f"tolerance: {_tolerance(case.tolerance)}")
    listed = {"tags": case.tags, "allow": case.allow}
    lines += [f"{field}: {_flow(names)}" for field, names in listed.items() if names]
    if case.forbid:
        lines += ["forbid:", *_forbid(case.forbid)]
    if case.expect is not None:
        lines += ["expect:", *_expect(case.expect)]
    if case.values:
        lines += ["values:", *_arrays(case.values)]
    first, *rest = "\n".join(lines).split("\n")
    return "\n".join([f"  - {first}", *(f"    {line}" for line in rest)]) + "\n"


def _out_grad(out_grad: OutGrad) -> str:
    if out_grad.shape is None:
        return out_grad.values
    return f"{{values: {out_grad.values}, shape: {_flow(out_grad.shape)}}}"


def _tolerance(tolerance: Tolerance) -> str:
    if tolerance.algorithm != "direct":
        return f"{{algorithm: {tolerance.algorithm}}}"
    parts = {"rtol": tolerance.rtol, "atol": tolerance.atol}
    written = [f"{name}: {_number(part)}" for name, part in parts.items() if part is not None]
    return f"{{{', '.join(written)}}}"


def _forbid(forbid: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [f"  {_text(function)}: {_flow(names)}" for function, names in forbid.items()]


def _expect(expect: Expectation) -> list[str]:
    lines = [f"  shape: {_flow(expect.shape)}"] if expect.shape else []
    for name, value in (("sum", expect.sum), ("mean", expect.mean)):
        if value is not None:
            lines.append(f"  {name}: {_number(value)}")
    if expect.slices:
        lines.append("  slices:")
    for part in expect.slices:
        lines.append(f"    - at: {_quoted(part.text)}")
        lines += f"      values: {_given(part.values, len('      values: '))}".split("\n")
    return lines + (_arrays({"answer": expect.answer}) if expect.answer is not None else [])


def _arrays(values: Mapping[str, Given]) -> list[str]:
    lines = []
    for name, array in values.items():
        lines += f"  {name}: {_given(array, len(name) + 4)}".split("\n")
    return lines


def _given(array: Given, column: int) -> str:
    if isinstance(array, ArrayInFile):
        return f"{{{', '.join(f'{key}: {_text(word)}' for key, word in array.written.items())}}}"
    return _nested(array, column)


def _nested(values: Values, column: int) -> str:
    """Write an array as NumPy prints one: a row a line, brackets aligned."""
    if not isinstance(values, tuple):
        return _number(values)
    if not any(isinstance(entry, tuple) for entry in values):
        return _flow(values)
    rows = [_nested(entry, column + 1) for entry in values]
    return "[" + f",\n{' ' * (column + 1)}".join(rows) + "]"


def _flow(entries: Sequence[Values | str]) -> str:
    written = [_text(e) if isinstance(e, str) else _number(e) for e in entries]
    return _flow_of(written)


def _flow_of(written: Sequence[str]) -> str:
    return f"[{', '.join(written)}]"


def _plain(value: bool | float | str | tuple[int, ...]) -> str:
    if isinstance(value, str):
        return value
    return _flow(value) if isinstance(value, tuple) else _number(value)


def _pairs(before: Value, behind: Value) -> str:
    assert isinstance(before, tuple)
    assert isinstance(behind, tuple)
    return _flow_of([_flow(pair) for pair in zip(before, behind, strict=True)])


def _number(value: Values) -> str:
    assert not isinstance(value, tuple)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return "-0.0" if str(value) == "-0.0" else str(int(value))
    return show_scalar(value)


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and plain_scalar(text) == text:
        return text
    return _quoted(text)


def _quoted(text: str) -> str:
    signs = []
    for sign in text:
        if sign in '"\\':
            signs.append(f"\\{sign}")
        else:
            signs.append(sign if sign.isprintable() else f"\\U{ord(sign):08X}")
    return f'"{"".join(signs)}"'


def _shortened(label: str) -> str:
    """Shorten a label that is too long for a name, keeping it different from all others."""
    if len(label) <= MAX_NAME:
        return label
    from hashlib import sha256

    return f"{label[: MAX_NAME - 9].rstrip()}~{sha256(label.encode()).hexdigest()[:8]}"
