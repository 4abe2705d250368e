"""What may be said about hidden cases. Every renderer starts from what `redacted` leaves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.compare.verdict import Verdict
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from cnncheck.operators.case import Case
    from cnncheck.report.report import Report, Result

# Messages are written anew from the outcome: those of a comparison name got and expected values,
# and those of an exception may hold whatever the code under test put there, inputs included.
_MESSAGES = {
    Outcome.WRONG_SHAPE: "the result has the wrong shape",
    Outcome.WRONG_DTYPE: "the result has the wrong dtype",
    Outcome.WRONG_VALUES: "the result has wrong values",
    Outcome.UNTRUSTED: "a trivial answer would satisfy this comparison",
    Outcome.DISPUTED: "the references disagree with each other",
    Outcome.MUTATED_INPUT: "the function changed its input",
    Outcome.ALIASED_OUTPUT: "the result shares memory with an input, or a later call changes it",
    Outcome.BAD_VALUE: "the function did not return a numeric array",
    Outcome.RAISED: "the function raised an exception",
    Outcome.FORBIDDEN: "the function uses what this case forbids",
    Outcome.LOAD_ERROR: "the implementation could not be loaded",
    Outcome.TIMEOUT: "the function took too long",
    Outcome.MEMORY_LIMIT: "the function used too much memory",
    Outcome.REPLY_TOO_LARGE: "the result is far larger than the right one",
    Outcome.OUTPUT_FLOOD: "the function printed too much",
    Outcome.CRASHED: "the process of the implementation crashed",
    Outcome.CLOSED_CHANNEL: "the process of the implementation stopped answering",
    Outcome.PROTOCOL_ERROR: "the process of the implementation sent a broken answer",
    Outcome.NOT_ASKED: "there is no such function, so the case was not asked",
    Outcome.NOT_WRITTEN: "the function is not written yet",
    Outcome.NOT_JUDGED: "the forward pass, which runs first, is wrong",
    Outcome.NOT_ALLOWED: "the function uses a package that is not allowed",
    Outcome.UNSUPPORTED: "the function says that it does not support this case",
    Outcome.TOOL_ERROR: "cnncheck itself failed",
}
HIDDEN_HINT = "this case is hidden: its inputs and the right answer are not shown"


def is_hidden(case: Case) -> bool:
    """Whether the case's inputs and expected values stay with its author."""
    return case.hidden


def redacted(report: Report) -> Report:
    """Leave of each hidden case its name, outcome, one sentence about it, and the whole seconds.

    The case's own parameters stay in the value, because a `Case` needs them; whoever writes them
    asks `is_hidden` first. Applying this twice changes nothing more.
    """
    if not any(is_hidden(result.case) for result in report.results):
        return report
    results = tuple(redacted_result(result) for result in report.results)
    return replace(report, results=results, seconds=round(report.seconds, 1))


def redacted_result(result: Result) -> Result:
    """Leave of one result what `redacted` leaves of it."""
    if not is_hidden(result.case):
        return result
    verdict = result.verdict
    failed = not verdict.outcome.passed
    late = verdict.outcome is Outcome.TIMEOUT and verdict.seconds > 0  # else it was not asked
    said = Verdict(
        outcome=verdict.outcome,
        lane="hidden",
        message=_MESSAGES[verdict.outcome] if failed else "",
        hint=HIDDEN_HINT if failed else "",
        # To the microsecond, time would say whatever the code wants it to say.
        seconds=float(round(verdict.seconds)) or float(late),
        reference_seconds=float(round(verdict.reference_seconds)),
    )
    # The reproduction line may carry a seed, and with it the inputs; a variant spells them out.
    case = replace(result.case, variant=result.case.shown_variant)
    return replace(result, case=case, verdict=said, again="")
