"""What ``cnncheck fuzz`` does: open, fuzz, save, show, and end with the right code."""

from __future__ import annotations

import secrets
import shlex
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnncheck.api import opened
from cnncheck.api.defined import check_defined
from cnncheck.cases.writing import cases_to_yaml
from cnncheck.cli.exits import exit_of
from cnncheck.cli.process import complain, exit_if_stopped
from cnncheck.cli.progress import progress_bar
from cnncheck.cli.signals import limited
from cnncheck.dtypes import INTEGERS
from cnncheck.errors import UsageError
from cnncheck.fuzzing.fuzz_settings import FuzzSettings
from cnncheck.operators import OPERATORS
from cnncheck.rendering.atomic import write_atomically
from cnncheck.rendering.wording import seconds_text
from cnncheck.running.adhoc import problem_words
from cnncheck.submission.staging import code_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.cli.output import Output
    from cnncheck.fuzzing.fuzz_settings import Fuzzed
    from cnncheck.operators.case import Case, Dtype
    from cnncheck.options import Options
    from cnncheck.references import AsksAhead


@dataclass(frozen=True, slots=True)
class FuzzRequest:
    """Options of ``cnncheck fuzz``, under their names."""

    operator: str
    passes: tuple[str, ...]
    dtypes: tuple[Dtype, ...]
    max_examples: int
    seed: int | None
    seconds: float
    source: str
    options: Options
    reference: str | AsksAhead
    save: str
    output: Output


def fuzz_source(request: FuzzRequest) -> None:
    """Fuzz one implementation, show the report, and exit.

    Raises
    ------
    SystemExit
        Always, with the exit code of a run with the same results.
    UsageError
        When an option is impossible, or hypothesis is not installed.
    """
    code = code_files(request.source, request.options)
    request.output.check([("--save", request.save or None)], code)
    operators = _operators(request)
    try:
        from cnncheck.fuzzing.fuzzing import fuzz
    except ModuleNotFoundError as error:
        if error.name != "hypothesis":
            raise
        raise UsageError(
            "cnncheck fuzz needs hypothesis, which is not installed",
            "install it: pip install 'cnncheck[fuzz]'",
        ) from None
    seed = secrets.randbelow(2**32) if request.seed is None else request.seed
    with (
        limited(request.options.time_limit),
        progress_bar(wanted=not request.output.quiet) as advance,
        opened(request.source, request.options) as under_test,
    ):
        check_defined(under_test, _asked(operators, request.passes), request.options.bind)
        fuzzed = fuzz(
            under_test,
            FuzzSettings(
                operators=operators,
                passes=request.passes,
                dtypes=request.dtypes,
                algorithm=request.options.algorithm,
                examples=request.max_examples,
                seed=seed,
                seconds=request.seconds,
                reference=request.reference,
                excused=request.options.excused,
                on_result=advance,
            ),
            lambda case, pass_name, _: _again(request, seed, case, pass_name),
        )
    if request.save and fuzzed.failing:
        write_atomically(request.save, cases_to_yaml(fuzzed.failing))
    request.output.emit(fuzzed.report)
    complain(_told(fuzzed, request, seed))
    exit_if_stopped()
    sys.exit(exit_of(fuzzed.report))


def _operators(request: FuzzRequest) -> tuple[str, ...]:
    """Return the operators that have one of the passes."""
    if request.operator and request.operator not in OPERATORS:
        raise UsageError(
            f"there is no operator {request.operator!r}", f"choose among {', '.join(OPERATORS)}"
        )
    named = (request.operator,) if request.operator else tuple(OPERATORS)
    known = dict.fromkeys(name for each in named for name in OPERATORS[each].functions)
    for name in request.passes:
        if name not in known:
            whose = (
                f"{request.operator} has no such" if request.operator else "no operator has such a"
            )
            raise UsageError(f"--pass {name}: {whose} pass", f"choose among {', '.join(known)}")
    whole = bool(request.dtypes) and set(request.dtypes) <= {*INTEGERS}
    asked = [each for each in named if OPERATORS[each].of_integers or not whole]
    if not asked:
        raise UsageError(
            f"--dtype {request.dtypes[0]} is asked of convolutions, not of {request.operator}",
            "say --dtype float64 or float32",
        )
    return tuple(
        each
        for each in asked
        if not request.passes or not set(request.passes).isdisjoint(OPERATORS[each].functions)
    )


def _asked(operators: Sequence[str], passes: Sequence[str]) -> list[str]:
    return [
        function
        for operator in operators
        for name, function in OPERATORS[operator].functions.items()
        if not passes or name in passes
    ]


def _again(request: FuzzRequest, seed: int, case: Case, pass_name: str) -> str:
    """Write the line that asks the case again; where options cannot say it, that finds it again."""
    if request.save:
        words = ["cnncheck", "run", request.save, "--case", case.name, "--pass", pass_name]
    elif not (words := problem_words(case, pass_name) or []):
        words = ["cnncheck", "fuzz", *([request.operator] if request.operator else [])]
        words += [word for name in request.passes for word in ("--pass", name)]
        words += [word for name in request.dtypes for word in ("--dtype", name)]
        words += ["--max-examples", str(request.max_examples), "--seed", str(seed)]
    words += ["--impl", request.source] if request.source != "builtin" else []
    words += ["--reference", request.reference] if isinstance(request.reference, str) else []
    return shlex.join([*words, *request.options.words()])


def _told(fuzzed: Fuzzed, request: FuzzRequest, seed: int) -> str:
    """Say how much was tried, with which seed, and where the failing cases are."""
    drawn = f"{fuzzed.examples} case{'s' * (fuzzed.examples != 1)} drawn"
    parts = [f"{drawn}, {fuzzed.questions} questions, seed {seed}"]
    if not fuzzed.in_time:
        parts.append(f"stopped after {seconds_text(request.seconds)}, as --time says")
    if request.save:
        count = len(fuzzed.failing)
        parts.append(f"saved {count} in {request.save}" if count else "nothing to save")
    return "; ".join(parts)
