"""Proofs beside a run: of the same code, for the shapes of the same cases."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from cnncheck.errors import UsageError
from cnncheck.implementations import builtin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.operators.case import Case
    from cnncheck.options import Options
    from cnncheck.prove.result import Proof


def check_provable(sources: Sequence[str]) -> None:
    """Refuse what cannot be proved before anything runs.

    Raises
    ------
    UsageError
    """
    if builtin.NAME in sources:
        raise UsageError(
            "only source can be proved, and not the built-in layers", "name it: --impl solution.py"
        )


def prove_sources(sources: Sequence[str], cases: Sequence[Case], options: Options) -> list[Proof]:
    """Prove each source for the shapes of cases that are not hidden."""
    from cnncheck.prove import Settings, prove_cases

    seed = secrets.randbits(64)
    shown = [case for case in cases if not case.hidden]
    return [prove_cases(shown, source, options, Settings(seed)) for source in sources]


def is_wrong(proof: Proof) -> bool:
    """Whether anything was found wrong."""
    from cnncheck.prove import Status

    return any(each.status is Status.WRONG for each in proof.functions)
