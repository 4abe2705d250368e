"""What calls that raised say of a fault that was found by answers alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.diagnose.observing.matching import agrees
from cnncheck.diagnose.observing.observation import is_right

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.diagnose.observing.findings import Naming
    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.faults.declaring.fault import Named


def in_view_of_raised(
    naming: Naming, computed: Sequence[Observation], raised: Sequence[Observation]
) -> Naming:
    """Leave nothing open where a way of the one fault fails in just those calls that raised.

    Of several that explain the answers those stay that do; where none does, those that are right in
    no such call, as nothing right raises.
    """
    named = naming.faults[-1]
    if len(naming.faults) > 1 or named.fault.kind != "values":
        return naming
    seen = (*raised, *computed)
    found = [way for each in (named, *naming.ties) if (way := _explaining_all(each, seen))]
    if found:
        first, *others = (replace(each, matched=naming.failing) for each in found)
        return replace(naming, faults=(first,), ties=tuple(others), together=first, rest="")
    return replace(naming, ties=tuple(each for each in naming.ties if _fails(each, raised)))


def _explaining_all(named: Named, seen: Sequence[Observation]) -> Named | None:
    """Return the manner of a fault that comes to all of this; ``None`` where none does."""
    for manner in range(len(named.fault.manners)):
        replies = (named.fault.reply(each.problem, {}, manner=manner) for each in seen)
        if all(agrees(reply, each) for reply, each in zip(replies, seen, strict=True)):
            return replace(named, manner=manner)
    return None


def _fails(named: Named, raised: Sequence[Observation]) -> bool:
    """Whether a fault is right in none of the calls that raised."""
    replies = (named.fault.reply(each.problem, {}, manner=named.manner) for each in raised)
    return not any(
        is_right(each.problem, reply, each.truth, each.allowed)
        for reply, each in zip(replies, raised, strict=True)
    )
