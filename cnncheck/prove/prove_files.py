"""What ``cnncheck prove`` does: read, prove, show, and end with the right code."""

from __future__ import annotations

import io
import secrets
import sys
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from cnncheck.api import case_paths
from cnncheck.api.defined import check_defined, functions_of
from cnncheck.cases.loading import load_cases
from cnncheck.cases.selection import select
from cnncheck.cli.exits import Exit
from cnncheck.cli.process import complain, say_why_nothing_ran, still_writing
from cnncheck.errors import UsageError
from cnncheck.implementations.opening import allowing
from cnncheck.operators import OPERATORS
from cnncheck.prove.prove_json import proof_to_json
from cnncheck.prove.prove_table import print_proof
from cnncheck.prove.proving import Settings, prove_cases
from cnncheck.prove.result import Status
from cnncheck.rendering.atomic import write_atomically
from cnncheck.rendering.targets import check_targets
from cnncheck.rendering.terminal import DEFAULT_WIDTH, make_console
from cnncheck.submission.staging import code_files

if TYPE_CHECKING:
    from cnncheck.cases.selection import Selection
    from cnncheck.options import Options
    from cnncheck.prove.result import Proof

FORMATS = ("console", "json")


@dataclass(frozen=True, slots=True)
class ProveRequest:
    """Options of ``cnncheck prove``, under their names."""

    paths: tuple[str, ...]
    selection: Selection
    seed: int | None
    source: str
    options: Options
    shapes: int
    excuse_refused: bool
    seconds: float
    reports: tuple[str, ...]
    no_color: bool


def prove_files(request: ProveRequest) -> None:
    """Prove source right for the shapes of case files, show what was found, and exit.

    Raises
    ------
    SystemExit
        Always, with the exit code.
    UsageError
        When an option is impossible.
    """
    reports = [_report(option) for option in request.reports]
    where = case_paths(request.paths or None)
    found = load_cases(where, OPERATORS)
    cases, _ = select(found, request.selection)
    # A proof tells all shapes; of no images there is nothing to prove.
    cases = [case for case in cases if not (case.hidden or case.empty)]
    if not cases:
        say_why_nothing_ran(found, request.selection)
        sys.exit(Exit.NOTHING_RAN)
    targets = [(f"--report {option}", _report(option)[1]) for option in request.reports]
    code = code_files(request.source, request.options)
    check_targets(targets, [*(case.file for case in found), *code])
    settings = Settings(
        seed=secrets.randbits(64) if request.seed is None else request.seed,
        seconds=request.seconds,
        shapes=request.shapes,
        check=partial(check_defined, asked=functions_of(cases), bound=request.options.bind),
    )
    proof = prove_cases(cases, request.source, allowing(request.options, cases), settings)
    _emit(proof, reports, request)
    sys.exit(exit_of_proof(proof, excuse_refused=request.excuse_refused))


def exit_of_proof(proof: Proof, *, excuse_refused: bool) -> Exit:
    """Return the exit code: what is refused is no pass, unless that is excused."""
    ends = {each.status for each in proof.functions}
    fails = {Status.WRONG} if excuse_refused else {Status.WRONG, Status.REFUSED}
    if ends & fails:
        return Exit.FAILED
    if Status.TOOL_ERROR in ends:
        return Exit.TOOL_FAILED
    return Exit.PASSED if Status.PROVED in ends else Exit.NOTHING_RAN


def _report(option: str) -> tuple[str, str | None]:
    form, colon, path = option.partition(":")
    if form not in FORMATS:
        raise UsageError(
            f"--report {option}: a proof has no format {form!r}",
            f"choose among {', '.join(FORMATS)}",
        )
    if colon and not path:
        raise UsageError(f"--report {option} names no file", f"write {form}:FILE")
    return form, path or None


def _text(proof: Proof, form: str) -> str:
    if form == "json":
        return proof_to_json(proof)
    file = io.StringIO()
    print_proof(proof, make_console(file, color=False, width=DEFAULT_WIDTH))
    return file.getvalue()


def _emit(proof: Proof, reports: list[tuple[str, str | None]], request: ProveRequest) -> None:
    """Write files first, so that no reader is waited for; then standard output."""
    for form, path in reports:
        if path is not None:
            write_atomically(path, _text(proof, form))
    on_stdout = [form for form, path in reports if path is None]
    with still_writing():
        if "json" in on_stdout:
            sys.stdout.write(proof_to_json(proof))
        if not on_stdout or "console" in on_stdout:
            print_proof(proof, make_console(color=False if request.no_color else None))
    if request.seed is None:
        complain(f"to draw the same again: --seed {proof.seed}")
