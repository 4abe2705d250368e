"""The model's refusals in our own words: what came, what was expected, what to write instead."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from cnncheck.cases.scalars import number_hint, plain_scalar, show
from cnncheck.operators.case import Accumulator, Algorithm, Dtype, Fill, Layout, Visibility
from cnncheck.operators.parameter import COUNTS, shape_words, spatial_axes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cnncheck.cases.nodes import Faults, Node, Written

CHOICES: dict[str, tuple[str, ...]] = {
    "dtype": get_args(Dtype),
    "accumulate": get_args(Accumulator),
    "fill": get_args(Fill),
    "layout": get_args(Layout),
    "visibility": get_args(Visibility),
    "tolerance.algorithm": get_args(Algorithm),
    "out_grad.values": ("ones", "random"),
}


def listed(words: Iterable[str], joiner: str = "or") -> str:
    """Join words as a sentence does: ``a, b or c``."""
    *first, last = words
    return f"{', '.join(first)} {joiner} {last}" if first else last


_EXPECTED: dict[str, str] = {
    "name": "printable text of 1 to 100 characters without '::'",
    "operator": "the name of an operator such as conv2d",
    "passes": "a list of passes such as [forward]",
    "seed": "an integer from 0 to 4294967295",
    "unbatched": "true or false",
    "tolerance": "a mapping such as {rtol: 1e-6, atol: 0} or {algorithm: winograd}",
    "tolerance.rtol": "a finite number of at least 0, such as 1e-6",
    "tolerance.atol": "a finite number of at least 0, such as 1e-6",
    "expect": "a mapping with shape, sum, mean, slices or answer",
    "expect.sum": "a finite number",
    "expect.mean": "a finite number",
    "expect.slices": "a list of mappings such as {at: '1, 2, 2:5, 2:5', values: [[0, 1, 0], ...]}",
    "expect.slices.values": "a number or nested lists of numbers",
    "expect.answer": "nested lists of numbers, or {npz: FILE.npz, array: NAME}",
    "values": "a mapping of X, W, b or out_grad to nested lists",
    "values.b": "a list of numbers, [F]",
    "tags": "a list of words such as [geometry, exact]",
    "points": "a finite number of at least 0",
    "forbid": "a mapping such as {zero_padding: [numpy.pad]}",
    "forbid.*": "a list of dotted names such as [numpy.pad]",
    "allow": "a list of packages as import names them, such as [numba]",
    "matrix": "a mapping of fields to lists, such as {stride: [1, 2]}",
} | {field: listed(words) for field, words in CHOICES.items()}
"""What each field takes, whatever the operator."""

_RESULT = (2, 7, 8, 4, 4)
_PLACE = ("1", "2", "2:5", "2:5", "2:5")


def _of_rank(rank: int) -> dict[str, str]:
    """Return what the fields take that have something for each spatial axis."""
    axes = rank + 2
    image = ", ".join(("N", "C", *spatial_axes(rank)))
    output = ", ".join(("N", "C", *spatial_axes(rank, "O")))
    return {
        "input": shape_words(rank),
        "out_grad": f"ones, random, or a mapping such as {{values: ones, shape: [{output}]}}",
        "out_grad.shape": shape_words(rank, prefix="O"),
        "expect.shape": f"{COUNTS[axes]} integers such as {[*_RESULT[:axes]]}",
        "expect.slices.at": f"{COUNTS[axes]} indices or ranges in quotes, such as "
        f"'{', '.join(_PLACE[:axes])}'",
        "values.X": f"nested lists of numbers, [{image}]",
        "values.out_grad": f"nested lists of numbers, [{output}]",
    }


@cache
def expected(rank: int = 2) -> dict[str, str]:
    """Return what each field takes of an operator of a rank, to follow the word "expected"."""
    from cnncheck.operators.registry import PARAMETERS

    told = {
        name: parameter.at(rank) for name, parameter in PARAMETERS.items() if not parameter.paired
    }
    arrays = {
        f"values.{each.array}": f"nested lists of numbers, [{', '.join(each.entries)}]"
        for each in told.values()
        if each.kind == "shape"
    }
    parameters = {name: parameter.expected for name, parameter in told.items()}
    return _EXPECTED | _of_rank(rank) | arrays | parameters


def rank_of(written: Written) -> int:
    """Return how many spatial axes the operator has that a case asks; 2 where it asks none."""
    from cnncheck.operators.registry import OPERATORS

    named = written.fields.get("operator")
    operator = OPERATORS.get(str(named.value)) if named else None
    return operator.rank if operator else 2


_RANGES = {"greater_than_equal": "at least", "less_than_equal": "at most"}


def refusals(errors: Sequence[Mapping[str, Any]], written: Written, faults: Faults) -> None:
    """Report what the model refused.

    Parameters
    ----------
    errors : sequence of mapping
        ``ValidationError.errors()`` of `cnncheck.cases.model.CaseModel`.
    written : Written
        What was validated.
    faults : Faults
    """
    places = [_walk(error["loc"], written.fields) for error in errors]
    ranges = {p for p, e in zip(places, errors, strict=True) if e["type"] in _RANGES}
    # of the branches of a union, only the one that got furthest explains anything
    outer = {place[:steps] for place in places for steps in range(1, len(place))}
    for error, place in zip(errors, places, strict=True):
        if place not in outer and (error["type"] in _RANGES or place not in ranges):
            _report(error, place, written, faults)


def unknown_key(node: Node, key: str, known: Iterable[str], owner: str, faults: Faults) -> None:
    """Report a key that the schema does not have, at the key."""
    known = list(known)
    hint = meant(key, known) or f"known keys: {', '.join(known)}"
    if not node.refused:
        faults.add(node.key or node.mark, f"unknown key {show(key)} in {owner}", hint)


def meant(word: str, known: Iterable[str]) -> str | None:
    """``did you mean 'stride'?``, where a known word is close enough."""
    from difflib import get_close_matches

    lowered = {each.lower(): each for each in known}
    close = get_close_matches(word.lower(), list(lowered), n=1, cutoff=0.6)
    return f"did you mean {lowered[close[0]]!r}?" if close else None


def unexpected(
    node: Node, path: str, faults: Faults, at: Node | None = None, wanted: str = "", rank: int = 2
) -> None:
    """Report a value of the wrong kind: what came, what was expected.

    Parameters
    ----------
    node : Node
        The whole value of the field.
    path : str
        The field, as ``expect.slices[0].at``.
    faults : Faults
    at : Node, optional
        The part of it to point at.
    wanted : str, optional
        What was expected, where that is not what the field takes in every case.
    rank : int, optional
        Of the operator that is asked.
    """
    field = ".".join(part.split("[")[0] for part in path.split("."))
    field = field if field in expected() else f"{field.split('.')[0]}.*"
    shown = "empty" if node.blank else node.text if _unquoted_number(node) else show(node.value)
    faults.add(
        at or node,
        f"{path} is {shown}, expected {wanted or expected(rank)[field]}",
        _hint(at or node, field),
    )


def _hint(node: Node, field: str) -> str | None:
    if node.value is None:
        return "write a value or delete the line"
    if isinstance(node.value, str) and (words := _choices(field)):
        return meant(node.value, words)
    if _unquoted_number(node) and "text" in expected()[field]:
        return f"write it in quotes: '{node.text}'"
    if isinstance(node.value, str) and "integer" in expected()[field] + "number":
        if node.text is None and isinstance(plain_scalar(node.value[:18]), int | float):
            return "write the number without quotes"
        return number_hint(node.value)
    return None


def _choices(field: str) -> tuple[str, ...]:
    """Return the words that a field takes, if it takes words."""
    from cnncheck.operators.registry import PARAMETERS

    known = PARAMETERS.get(field)
    return CHOICES.get(field, known.choices or known.words if known else ())


def _unquoted_number(node: Node) -> bool:
    return node.text is not None and not isinstance(node.value, str | None)


def _walk(location: Sequence[str | int], fields: dict[str, Node]) -> tuple[str | int, ...]:
    """Keep the steps of a pydantic location that lead through what was written."""
    path: list[str | int] = []
    entries: Any = fields
    for step in location:
        known = step in entries if isinstance(entries, dict) else isinstance(step, int)
        if known and entries:
            entries = entries[step].entries
            path.append(step)
    return tuple(path)


def _report(
    error: Mapping[str, Any], place: tuple[str | int, ...], written: Written, faults: Faults
) -> None:
    node, path = _node(place, written), _path(place)
    if error["type"] == "extra_forbidden":
        from cnncheck.cases.model import known_keys

        above = _path(place[:-1])
        unknown_key(node, str(place[-1]), known_keys(above), above or written.called, faults)
    elif error["type"] == "missing":
        key = error["loc"][-1]
        wanted = expected(rank_of(written))[
            ".".join([*(step for step in place if isinstance(step, str)), key])
        ]
        faults.add(node, f"{path or written.called} has no {key!r}", f"write {key}: {wanted}")
    elif error["type"] in _RANGES:
        (bound,) = error["ctx"].values()
        limit = f"{_RANGES[error['type']]} {int(bound)}"
        faults.add(node, f"{path} is {show(node.value)}, expected {limit}")
    else:
        # entries of a list are shown within the whole list, which says what belongs where
        top = place
        while isinstance(top[-1], int):
            top = top[:-1]
        unexpected(_node(top, written), _path(top), faults, at=node, rank=rank_of(written))


def _node(place: tuple[str | int, ...], written: Written) -> Node:
    node = written.whole
    entries: Any = written.fields
    for step in place:
        node = entries[step]
        entries = node.entries
    return node


def _path(place: tuple[str | int, ...]) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return text.removeprefix(".")
