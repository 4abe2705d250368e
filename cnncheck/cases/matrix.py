"""A matrix of field values as the cases that it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from cnncheck.cases.case_wording import meant, unexpected, unknown_key
from cnncheck.cases.scalars import show, show_scalar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.cases.nodes import Faults, Node, Plain

MAX_CASES = 2_000
"""The most cases that one file may stand for."""

MAX_EXCLUDED = 200

MAX_VARIANT_PART = 40
"""Values that read longer than this in an id are numbered instead: ``values=#2``."""

NOT_VARIED = ("name", "matrix")


@dataclass(frozen=True, slots=True)
class Variant:
    """One combination: its text in the id, and the fields that it sets."""

    text: str
    fields: dict[str, Node]


def combinations(matrix: Node | None) -> int:
    """Count the combinations of a matrix, excluded ones among them, without building any."""
    if matrix is None:
        return 1
    return prod(len(node.items) or 1 for f, node in matrix.fields.items() if f != "exclude")


def variants(matrix: Node | None, known: Sequence[str], faults: Faults) -> list[Variant]:
    """Expand a matrix.

    Parameters
    ----------
    matrix : Node or None
        Field name to a list of values, and ``exclude``. Its `combinations` are known to be few.
    known : sequence of str
        The fields of a case.
    faults : Faults

    Returns
    -------
    list of Variant
        In the order written, the last field varying fastest; one empty variant without a matrix;
        none when the matrix is at fault.
    """
    if matrix is None:
        return [Variant("", {})]
    axes = _axes(matrix, known, faults)
    excluded = _exclusions(matrix, axes, faults) if axes else None
    if not axes or excluded is None:
        return []
    texts = {field: _texts(nodes) for field, nodes in axes.items()}
    kept = []
    for choice in product(*(range(len(nodes)) for nodes in axes.values())):
        chosen = dict(zip(axes, choice, strict=True))
        if not any(all(chosen[f] in places for f, places in e.items()) for e in excluded):
            text = ",".join(f"{field}={texts[field][place]}" for field, place in chosen.items())
            kept.append(Variant(text, {field: axes[field][i] for field, i in chosen.items()}))
    if not kept:
        faults.add(matrix.fields["exclude"], "exclude leaves no combination", "remove an entry")
    return kept


def _axes(matrix: Node, known: Sequence[str], faults: Faults) -> dict[str, list[Node]]:
    """Return the fields that vary with their values; empty when anything is wrong with them."""
    if not matrix.fields:
        unexpected(matrix, "matrix", faults)
        return {}
    varied = [field for field in known if field not in NOT_VARIED]
    axes: dict[str, list[Node]] = {}
    sound = True
    for field, node in matrix.fields.items():
        if field == "exclude":
            continue
        if field in NOT_VARIED:
            faults.add(node.key or node, f"matrix cannot vary {field!r}", "write a case for each")
        elif field not in varied:
            unknown_key(node, field, [*varied, "exclude"], "matrix", faults)
        elif not node.items:
            shown = "empty" if node.blank else show(node.value)
            faults.add(node, f"matrix.{field} is {shown}, expected a list of values")
        elif _distinct(node, field, faults):
            axes[field] = node.items
            continue
        sound = False
    if sound and not axes:
        faults.add(matrix, "matrix varies no field", "write a field with a list of values")
    return axes if sound else {}


def _distinct(node: Node, field: str, faults: Faults) -> bool:
    seen: set[str] = set()
    for entry in node.items:
        if entry.value is None:
            faults.add(entry, f"matrix.{field} holds nothing here", "write a value or delete it")
            return False
        if repr(entry.value) in seen:  # which tells 1 from true and from 1.0
            faults.add(entry, f"matrix.{field} has {show(entry.value)} twice", "delete one")
            return False
        seen.add(repr(entry.value))
    return True


def _exclusions(
    matrix: Node, axes: dict[str, list[Node]], faults: Faults
) -> list[dict[str, list[int]]] | None:
    """For each entry of ``exclude``: field to the places in its axis that it names."""
    node = matrix.fields.get("exclude")
    if node is None:
        return []
    if not node.items:
        shown = "empty" if node.blank else show(node.value)
        faults.add(
            node, f"matrix.exclude is {shown}, expected a list of mappings such as {{stride: 2}}"
        )
        return None
    if len(node.items) > MAX_EXCLUDED:
        faults.add(
            node,
            f"matrix.exclude has {len(node.items)} entries, expected at most {MAX_EXCLUDED}",
            "leave out a field in an entry to exclude all its values, or write two cases",
        )
        return None
    found = [_exclusion(entry, axes, faults) for entry in node.items]
    return None if None in found else [entry for entry in found if entry is not None]


def _exclusion(
    entry: Node, axes: dict[str, list[Node]], faults: Faults
) -> dict[str, list[int]] | None:
    if not entry.fields:
        faults.add(
            entry, f"exclude holds {show(entry.value)}, expected a mapping such as {{stride: 2}}"
        )
        return None
    places: dict[str, list[int]] = {}
    for field, node in entry.fields.items():
        if field not in axes:
            hint = meant(field, axes) or f"it varies {', '.join(axes)}"
            faults.add(
                node.key or node, f"exclude names {field!r}, which the matrix does not vary", hint
            )
            return None
        text = repr(node.value)
        places[field] = [i for i, value in enumerate(axes[field]) if repr(value.value) == text]
        if not places[field]:
            faults.add(
                node,
                f"exclude matches nothing: matrix.{field} has no {show(node.value)}",
                "write a value as it stands there, or delete the entry",
            )
            return None
    return places


def _texts(nodes: list[Node]) -> list[str]:
    """Write the values of one field for ids: short, printable, each different."""
    texts = [compact(node.value) for node in nodes]
    good = all(
        len(text) <= MAX_VARIANT_PART and text.isprintable() and "::" not in text for text in texts
    )
    if good and len(set(texts)) == len(texts):
        return texts
    return [f"#{number}" for number in range(1, len(nodes) + 1)]


def compact(value: Plain) -> str:
    """Write a value for an id: ``2x3``, ``forward+backward``, ``rtol:0.001+atol:0``."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        joiner = "x" if all(isinstance(entry, int) for entry in value) else "+"
        return joiner.join(compact(entry) for entry in value)
    if isinstance(value, dict):
        return "+".join(f"{key}:{compact(entry)}" for key, entry in value.items())
    return show_scalar(value)
