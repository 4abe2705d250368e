"""One question, put to the implementation and to every peer: checked, then timed."""

from __future__ import annotations

import contextlib
import functools
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cnncheck.bench.checking import Checked
from cnncheck.bench.result import Measurement, Refusal, Timing
from cnncheck.bench.sampling import take_turns
from cnncheck.bench.side import SideFailedError, TimingFailedError
from cnncheck.bench.verifying import Verifying
from cnncheck.bench.work import work_of
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from cnncheck.asking import Question
    from cnncheck.asking.believed import Believed
    from cnncheck.bench.sampling import Limits
    from cnncheck.bench.side import Side


@dataclass(frozen=True, slots=True)
class Stands:
    """Both sides of a benchmark, open, with the same number of threads.

    Attributes
    ----------
    ours : Side
    peers : mapping of str to Side
        By the word after ``--peer``.
    threads : int
    peak_flops : callable
        Tells the speed of a matrix product in a dtype.
    """

    ours: Side
    peers: Mapping[str, Side]
    threads: int
    peak_flops: Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Means:
    """Tools of a measurement.

    Attributes
    ----------
    believed : Believed
    limits : Limits
    clock : callable
    verify : bool
        Whether to check results while they are timed.
    """

    believed: Believed
    limits: Limits
    clock: Callable[[], float]
    verify: bool = False


def measured(
    question: Question, stands: Stands, means: Means
) -> Iterator[Measurement | Refusal | str]:
    """Check and time one question.

    Yields
    ------
    Measurement, Refusal or str
        For each peer what was measured, or why it was not; a string says what the implementation
        does not have.

    Raises
    ------
    ReferenceFailedError
        When there is no truth to check against.
    """
    checked = Checked(question, means.believed)
    stopped = _stopped(question, checked, stands.ours)
    if isinstance(stopped, Refusal):
        yield stopped
        return
    if stopped:
        yield f"{stands.ours.name} has no {question.function}: not timed"
        return
    for name, peer in stands.peers.items():
        alone = _stopped(question, checked, peer, is_peer=True)
        if isinstance(alone, Refusal):
            yield alone
            continue
        try:
            yield _timed(question, checked, stands, means, name, alone)
        except TimingFailedError as error:
            reply = error.reply
            yield _refusal(question, stands.ours, reply.outcome, reply.message)
            return
        except SideFailedError as error:
            failed = stands.ours if error.side == stands.ours.name else peer
            message = str(error)
            yield _refusal(question, failed, Outcome.TOOL_ERROR, message, is_peer=failed is peer)


def _stopped(
    question: Question, checked: Checked, side: Side, *, is_peer: bool = False
) -> Refusal | str:
    """Check a side: a refusal when it is wrong, words when it lacks the pass, else nothing."""
    try:
        verdict = checked.verdict(side)
    except SideFailedError as error:
        return _refusal(question, side, Outcome.TOOL_ERROR, str(error), is_peer=is_peer)
    if verdict is None:
        return f"{side.name} has no {question.case.operator} {question.pass_name}"
    if verdict.outcome.passed:
        return ""
    message = f"{verdict.message}; {verdict.hint}" if verdict.hint else verdict.message
    return _refusal(question, side, verdict.outcome, message, is_peer=is_peer)


def _timed(
    question: Question, checked: Checked, stands: Stands, means: Means, name: str, why_alone: str
) -> Measurement:
    """Time a right implementation beside a right peer, or alone."""
    ours = stands.ours
    sides = [ours] if why_alone else [ours, stands.peers[name]]
    peaks = [side.peak() for side in sides]
    rest = functools.partial(time.sleep, means.limits.pause) if stands.threads > 1 else None
    with _watched(ours, checked if means.verify else None) as verifying:
        sampled = take_turns(sides, means.limits, means.clock, rest)
    verified = None
    if verifying is not None:
        _verify_peers(sides[1:], checked)
        verified = verifying.verified(ours)
    _check_last(checked, ours)
    timings = [
        Timing(each.seconds, each.calls, peak) for each, peak in zip(sampled, peaks, strict=True)
    ]
    case = question.case
    return Measurement(
        id=case.id,
        name=case.name,
        operator=case.operator,
        pass_name=question.pass_name,
        dtype=case.dtype,
        threads=stands.threads,
        peer=name,
        work=work_of(checked.problem),
        ours=timings[0],
        theirs=None if why_alone else timings[1],
        peak_flops=stands.peak_flops(case.dtype),
        why_alone=why_alone,
        verified=verified,
    )


@contextlib.contextmanager
def _watched(side: Side, checked: Checked | None) -> Iterator[Verifying | None]:
    """Check each result of a side for a while, where that is asked for."""
    verifying = None if checked is None else Verifying(checked)
    side.watch(verifying.check if verifying else None)
    try:
        yield verifying
    finally:
        side.watch(None)


def _verify_peers(sides: Sequence[Side], checked: Checked) -> None:
    """Check one more result of each peer: what is wrong is the peer's failure, and nobody else's.

    Raises
    ------
    SideFailedError
    """
    for side in sides:
        try:
            Verifying(checked).verified(side)
        except TimingFailedError as error:
            raise SideFailedError(side.name, str(error)) from error


def _check_last(checked: Checked, side: Side) -> None:
    """Hold the last timed answer to the truth too, where it is known."""
    reply = side.last()
    if reply is None:
        return
    verdict = checked.judged([reply])
    if not verdict.outcome.passed:
        message = f"right when it was checked, wrong when it was timed: {verdict.message}"
        raise TimingFailedError(replace(reply, outcome=verdict.outcome, message=message))


def _refusal(
    question: Question, side: Side, outcome: Outcome, message: str, *, is_peer: bool = False
) -> Refusal:
    return Refusal(question.case.id, question.pass_name, side.name, outcome, message, is_peer)
