"""What ``cnncheck audit`` does: read, audit, propose, show, and end with the right code."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cnncheck.api import open_reference
from cnncheck.audit.audit_json import audit_to_json
from cnncheck.audit.audit_table import print_audit
from cnncheck.audit.filling import Proposal, fill
from cnncheck.audit.scoring import audit_cases
from cnncheck.cases.loading import load_cases
from cnncheck.cases.writing import cases_to_yaml
from cnncheck.cli.exits import Exit
from cnncheck.cli.process import complain, still_writing
from cnncheck.errors import UsageError
from cnncheck.operators import FUNCTIONS, OPERATORS
from cnncheck.rendering.atomic import write_atomically
from cnncheck.rendering.targets import check_targets
from cnncheck.rendering.terminal import DEFAULT_WIDTH, make_console

if TYPE_CHECKING:
    from rich.console import Console

    from cnncheck.audit.scoring import Audit
    from cnncheck.references import AsksAhead

FORMATS = ("console", "json")


@dataclass(frozen=True, slots=True)
class AuditRequest:
    """Options of ``cnncheck audit``, under their names."""

    paths: tuple[str, ...]
    functions: tuple[str, ...]
    min_score: float | None
    fill: bool
    save: str
    reports: tuple[str, ...]
    reference: str | AsksAhead
    verbose: bool
    no_color: bool


@dataclass(frozen=True, slots=True)
class Audited:
    """An audit, and the cases that were proposed with it."""

    audit: Audit
    paths: tuple[str, ...]
    proposal: Proposal | None
    verbose: bool

    @property
    def yaml(self) -> str:
        """The proposed cases as a case file; empty without any."""
        cases = self.proposal.cases if self.proposal else ()
        return cases_to_yaml(cases) if cases else ""

    def show(self, console: Console) -> None:
        """Print tables and sentences."""
        print_audit(
            self.audit, console, proposal=self.proposal, yaml=self.yaml, verbose=self.verbose
        )

    def text(self, form: str) -> str:
        """Return a report in one of `FORMATS`, as it is written to a file."""
        if form == "json":
            return audit_to_json(self.audit, self.paths, proposal=self.proposal, yaml=self.yaml)
        file = io.StringIO()
        self.show(make_console(file, color=False, width=DEFAULT_WIDTH))
        return file.getvalue()


def audit_files(request: AuditRequest) -> None:
    """Audit case files, show what was found, and exit.

    Raises
    ------
    SystemExit
        Always, with the exit code.
    UsageError
        When an option is impossible.
    """
    reports = [_report(option) for option in request.reports]
    functions = _functions(request.functions)
    if request.save and not request.fill:
        raise UsageError("--save writes the cases that --fill proposes", "add --fill")
    cases = load_cases([Path(path) for path in request.paths], OPERATORS)
    targets = [(f"--report {option}", _report(option)[1]) for option in request.reports]
    check_targets([*targets, ("--save", request.save or None)], [case.file for case in cases])
    believed = request.reference
    reference = partial(open_reference, believed) if isinstance(believed, str) else believed
    audit = audit_cases(cases, reference, functions)
    if not audit.questions:
        complain(f"nothing to audit: no case asks about {', '.join(functions)}")
        sys.exit(Exit.NOTHING_RAN)
    proposal = None
    if request.fill:
        proposal = fill(audit, reference) if audit.survivors else Proposal((), ())
    _emit(Audited(audit, request.paths, proposal, request.verbose), reports, request)
    below = request.min_score is not None and 100 * audit.caught < request.min_score * audit.faults
    if below:
        complain(f"the score is below --min-score {request.min_score:g}")
    sys.exit(Exit.FAILED if below else Exit.PASSED)


def _functions(wanted: tuple[str, ...]) -> tuple[str, ...]:
    for name in wanted:
        if name not in FUNCTIONS:
            raise UsageError(
                f"--function {name}: there is no such function",
                f"choose among {', '.join(FUNCTIONS)}",
            )
    return tuple(name for name in FUNCTIONS if not wanted or name in wanted)


def _report(option: str) -> tuple[str, str | None]:
    form, colon, path = option.partition(":")
    if form not in FORMATS:
        raise UsageError(
            f"--report {option}: an audit has no format {form!r}",
            f"choose among {', '.join(FORMATS)}",
        )
    if colon and not path:
        raise UsageError(f"--report {option} names no file", f"write {form}:FILE")
    return form, path or None


def _emit(audited: Audited, reports: list[tuple[str, str | None]], request: AuditRequest) -> None:
    """Write files first, so that no reader is waited for; then standard output."""
    if request.save and audited.yaml:
        write_atomically(request.save, audited.yaml)
    for form, path in reports:
        if path is not None:
            write_atomically(path, audited.text(form))
    on_stdout = [form for form, path in reports if path is None]
    with still_writing():
        if "json" in on_stdout:
            sys.stdout.write(audited.text("json"))
        if not on_stdout or "console" in on_stdout:
            audited.show(make_console(color=False if request.no_color else None))
    if request.save:
        done = f"wrote {request.save}" if audited.yaml else f"nothing to write to {request.save}"
        complain(done)
