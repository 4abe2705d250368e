"""How shapes, figures, outcomes and names are written: the same in every format."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from cnncheck.outcomes import Outcome
from cnncheck.shapes import as_shape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cnncheck.operators.case import Case
    from cnncheck.operators.parameter import Value

NOTHING = "-"
"""What stands where there is no figure and no shape."""

_WORDS = {
    Outcome.PASSED: "PASS",
    Outcome.UNTRUSTED: "UNTRUSTED",
    Outcome.DISPUTED: "DISPUTED",
    Outcome.NOT_ASKED: "NOT-ASKED",
    Outcome.NOT_WRITTEN: "NOT-WRITTEN",
    Outcome.NOT_JUDGED: "NOT-JUDGED",
    Outcome.NOT_ALLOWED: "NOT-ALLOWED",
    Outcome.UNSUPPORTED: "UNSUPPORTED",
    Outcome.TOOL_ERROR: "ERROR",
}
"""What is told apart from the failures, in the order in which a summary counts it."""


def verdict_word(outcome: Outcome) -> str:
    """``PASS``, ``FAIL``, or the word for what could not be judged."""
    return _WORDS.get(outcome, "FAIL")


_COMMANDS = re.compile(r"^((?:[^\S\n]|\x1b\[[\d;]*m)*):(?=:)|#(?=#(?:\[|vso\[|teamcity\[))", re.M)
"""What a CI takes for a command to itself in the output of a step: GitHub ``::`` at the start of
a line, and as Azure and TeamCity ``##`` before a bracket anywhere in it."""


def harmless(text: str) -> str:
    r"""Escape the first character of what a CI would obey: ``::error::`` becomes ``\x3a:error::``."""
    if "::" not in text and "##" not in text:
        return text
    return _COMMANDS.sub(lambda found: "\\x23" if found[1] is None else f"{found[1]}\\x3a", text)


def harmless_json(text: str) -> str:
    """Return a JSON document that means the same, and in which no CI finds a command."""
    return text.replace("##", "\\u0023#")


def printable(text: str) -> str:
    r"""Escape whatever a terminal or a CI would act upon: ESC becomes the characters ``\x1b``.

    Python's own rule for ``repr`` decides, so that bidirectional marks, zero-width characters
    and lone surrogates become visible too. Spaces stay; so do letters of every alphabet.
    """
    if text.isprintable():
        return harmless(text)
    return harmless(
        "".join(
            char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
            for char in text
        )
    )


def printable_lines(text: str) -> list[str]:
    """Split at line ends, expand tabs, escape the rest of each line, drop blank lines around."""
    lines = text.replace("\r\n", "\n").strip("\n").split("\n")
    return [printable(line.expandtabs(4).rstrip()) for line in lines] if text.strip() else []


def shape_text(shape: Sequence[int] | None) -> str:
    """``2x3x23x20``; ``scalar`` for an array without axes; `NOTHING` where there is none."""
    if shape is None:
        return NOTHING
    return as_shape(shape) or "scalar"


def number_text(value: float | None) -> str:
    """Two or three significant digits: ``1.2e-27``, ``0.857``, ``5340``, ``0``, ``inf``."""
    if value is None:
        return NOTHING
    size = abs(value)
    if 1000 <= size < 1e5:
        return f"{value:.0f}"
    return f"{value:.3g}" if 1e-3 <= size < 1000 else f"{value:.2g}"


def bound_text(fraction: float | None) -> str:
    """Write the share of the allowed difference so that nothing beyond it looks within it."""
    if fraction is None:
        return NOTHING
    if not math.isfinite(fraction):
        return str(float(fraction))
    if fraction >= 10:
        return f"{fraction:.2g}x"
    if 0 < fraction < 0.01:
        return "<1 %"
    if 1 < fraction < 1.01:
        return ">100 %"
    return f"{math.floor(100 * fraction) if fraction <= 1 else math.ceil(100 * fraction)} %"


def seconds_text(seconds: float) -> str:
    """``0.02 s``, ``2.1 s``, ``75 s``, ``12 min 5 s``."""
    if seconds >= 120:
        return f"{int(seconds // 60)} min {int(seconds % 60)} s"
    if seconds >= 9.95:
        return f"{seconds:.0f} s"
    return f"{seconds:.1f} s" if seconds >= 0.095 else f"{seconds:.2f} s"


def inputs_text(inputs: Sequence[tuple[str, tuple[int, ...]]]) -> list[str]:
    """``["X 2x3x23x20", "W 7x3x6x6"]``, in the order of the call."""
    return [f"{name} {shape_text(shape)}" for name, shape in inputs]


def told_text(name: str, value: Value) -> str:
    """``stride 2x3``, ``bias``, ``count_include_pad false``."""
    if isinstance(value, bool):
        return name if value else f"{name} false"
    return f"{name} {shape_text(value) if isinstance(value, tuple) else value}"


def problem_text(case: Case) -> str:
    """One line that says which problem this is, in the words of the command line."""
    parts = [case.operator, f"input {shape_text(case.input)}"]
    parts += [told_text(name, value) for name, value in case.said.items()]
    parts.append(case.dtype)
    if case.unbatched:
        parts.append("unbatched")
    if case.accumulate:
        parts.append(f"accumulate {case.accumulate}")
    if case.fill != "uniform":
        parts.append(f"fill {case.fill}")
    if case.layout != "C":
        parts.append(f"layout {case.layout}")
    parts.append("values given" if case.values else f"seed {case.seed}")
    return "   ".join(parts)


def counts_text(counts: Mapping[Outcome, int]) -> str:
    """Say how a run ended: ``3 passed, 2 failed (1 wrong-values, 1 raised), 1 not-asked``.

    What was never judged, or where the tool failed, is not counted among the failures.
    """
    failed = {outcome: n for outcome, n in counts.items() if outcome not in _WORDS}
    kinds = ", ".join(f"{n} {outcome.value}" for outcome, n in failed.items())
    if len(failed) == 1:
        kinds = next(iter(failed)).value
    said = [f"{sum(failed.values())} failed ({kinds})"] if failed else []
    others = [f"{counts[outcome]} {outcome.value}" for outcome in _WORDS if counts.get(outcome)]
    passed = [text for text in others if text.endswith(" passed")]
    return ", ".join([*passed, *said, *(text for text in others if text not in passed)])
