"""Calls that change what they are given, and what follows from that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.diagnose.observing.findings import BESIDES, FOLLOWS, Naming
from cnncheck.diagnose.observing.observation import cases_of
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from cnncheck.diagnose.observing.observation import Observation

CHANGED = "input-changed"
"""How the id of the fault ends from which wrong values may follow."""

READ_ONLY = "read-only"
"""In what NumPy says of arrays that may not be written to."""


def without_refused(seen: list[Observation]) -> tuple[list[Observation], int]:
    """Return observations without calls that raise as their input may only be read, where others change theirs.

    How many cases they are comes with it.
    """
    if not any(each.reply.outcome is Outcome.MUTATED_INPUT for each in seen):
        return seen, 0
    refused = [
        e for e in seen if e.reply.outcome is Outcome.RAISED and READ_ONLY in e.reply.message
    ]
    return [each for each in seen if each not in refused], len(cases_of(refused))


def with_what_follows(naming: Naming, refused: int) -> Naming:
    """Tell what follows from a fault as that, and not as another one."""
    ids = [each.fault.id.rpartition("/")[2] for each in naming.faults]
    faults = tuple(
        replace(each, matched=each.matched + refused) if name == CHANGED else each
        for each, name in zip(naming.faults, ids, strict=True)
        if not (name == "integers-inside" and "dtype-integer" in ids)
    )
    follows = naming.rest == BESIDES and CHANGED in ids
    return replace(naming, faults=faults, rest=FOLLOWS if follows else naming.rest)
