"""Proofs beside a run: of the same code, for the shapes of the same cases."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from cnncheck.cli.process import still_writing
from cnncheck.errors import UsageError
from cnncheck.implementations.base import BUILTIN
from cnncheck.report.formats import parse_report_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.cli.output import Output
    from cnncheck.operators.case import Case
    from cnncheck.options import Options
    from cnncheck.prove.result import Proof


def check_provable(sources: Sequence[str]) -> None:
    """Refuse what cannot be proved before anything runs.

    Raises
    ------
    UsageError
    """
    if BUILTIN in sources:
        raise UsageError(
            "only source can be proved, and not the built-in layers", "name it: --impl solution.py"
        )


def prove_sources(sources: Sequence[str], cases: Sequence[Case], options: Options) -> list[Proof]:
    """Prove each source for the shapes of cases that are not hidden."""
    from cnncheck.prove.proving import Settings, prove_cases

    seed = secrets.randbits(64)
    shown = [case for case in cases if not case.hidden]
    return [prove_cases(shown, source, options, Settings(seed)) for source in sources]


def is_wrong(proof: Proof) -> bool:
    """Whether anything was found wrong."""
    from cnncheck.prove.result import Status

    return any(each.status is Status.WRONG for each in proof.functions)


def show_proof(proof: Proof, output: Output) -> None:
    """Print a proof below the tables, where there are any."""
    asked = map(parse_report_option, output.reports)
    on_stdout = [name for name, path in asked if path is None]
    if on_stdout and "console" not in on_stdout:
        return
    from cnncheck.prove.prove_table import print_proof

    with still_writing():
        console = output.console()
        console.print()
        print_proof(proof, console)
