"""Where alone calls raise that should not by anything that is known: told of each line that raises."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.calls import Reply
from cnncheck.diagnose.unnamed.describing import where_wrong
from cnncheck.faults.declaring import right
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.faults.declaring.fault import Named
    from cnncheck.operators.problem import Problem

    Ask = Callable[[Problem], Reply]
    Site = tuple[str, str]
    """The kind of an error, and the number of the line that raised it; empty where it is not told."""

KIND = re.compile(r" raised (\w+)")
AT = re.compile(r"\bline (\d+), in \w+\)$")
"""What a message says of the error, and of where."""

MOST_SITES = 2
"""Lines of which it is told, at most, those first that raise most."""


def raised_where(seen: Sequence[Observation], named: Named | None, ask: Ask) -> str:
    """Say which error is raised where alone; empty where nothing tells, or nothing raises.

    Parameters
    ----------
    seen : sequence of Observation
        Of one function.
    named : Named, optional
        What is known to be wrong: where it shows, code may go another way, and may raise for that.
        Of lines that raise elsewhere, all calls count: "only" is said of them all.
    ask : callable
        Puts a further problem to the implementation.
    """
    finite = [each for each in seen if each.is_finite]
    apart = [each for each in finite if not _shows(named, each.problem)]
    sites: dict[Site, list[Observation]] = {}
    for each in filter(lambda each: _raised(each.reply), finite):
        sites.setdefault(_site(each.reply), []).append(each)
    there = [replace(each, passed=True) for each in apart if each.reply.value is not None]
    besides = Counter(_site(each.reply) for each in apart if _raised(each.reply))
    most = [site for site, _ in besides.most_common(MOST_SITES)]
    lines = len(sites) > 1
    asking = _asking(named, ask, lines=lines)
    return ", and ".join(_told(most, sites, there, asking, lines=lines))


def _told(
    most: Sequence[Site],
    sites: dict[Site, list[Observation]],
    there: Sequence[Observation],
    ask: Callable[[Site], Ask],
    *,
    lines: bool,
) -> Iterator[str]:
    for site in most:
        where, _ = where_wrong([*sites[site], *there], (), ask(site))
        if where:
            kind, line = site
            yield f"{kind} is raised{f' in line {line}' if line and lines else ''} {where}"


def _asking(named: Named | None, ask: Ask, *, lines: bool) -> Callable[[Site], Ask]:
    """Return what asks as if nothing were wrong but that one line raises, or any where none is told."""

    def of_site(site: Site) -> Ask:
        def asked(problem: Problem) -> Reply:
            reply = ask(problem)
            told = 2 if lines else 1
            if _raised(reply) and _site(reply)[:told] == site[:told]:
                return reply
            if reply.value is not None or _raised(reply) or _shows(named, problem):
                return Reply(right.answer(problem))
            return reply

        return asked

    return of_site


def _raised(reply: Reply) -> bool:
    return reply.outcome is Outcome.RAISED


def _site(reply: Reply) -> Site:
    kind, line = (pattern.search(reply.message) for pattern in (KIND, AT))
    return kind[1] if kind else "an error", line[1] if line else ""


def _shows(named: Named | None, problem: Problem) -> bool:
    if named is None:
        return False
    value = named.fault.reply(problem, {}, manner=named.manner).value
    return value is None or not np.array_equal(value, right.answer(problem))
