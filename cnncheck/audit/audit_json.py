"""An audit in JSON, for CI and for programs.

The top level, in this order; nothing is ever left out:

=================  ==========================================================================
``schema``         ``cnncheck.audit/1``; the number grows when a field changes its meaning
``cnncheck``       version of cnncheck
``paths``          the case files and folders, as given
``score``          percentage of the faults that are caught; null where none is known
``faults``         how many there are, ``caught`` and ``cases`` and ``questions`` likewise
``seconds``        wall time
``functions``      for each: ``function``, ``questions``, ``faults``, ``caught``, ``score`` and
                   ``survivors``, each with ``fault`` (its id), ``sentence``, ``hint``, ``forms``
                   (in how many ways it can show) and ``surviving`` (which of them do)
``caught_by``      fault id to the questions that catch it, the smallest for each form
``untested``       for each gap: ``operator``, and ``trait``; null where no case asks it at all
``unsound``        questions that not even the right answer passes: ``id``, ``outcome``, ``message``
``proposal``       null, or ``yaml`` (a case file), ``cases`` (how many) and ``uncaught`` (ids)
=================  ==========================================================================
"""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.audit.filling import Proposal
    from cnncheck.audit.scoring import Audit, FunctionScore

SCHEMA = "cnncheck.audit/1"


def audit_to_json(
    audit: Audit,
    paths: Sequence[str],
    *,
    proposal: Proposal | None = None,
    yaml: str = "",
) -> str:
    """Write an audit as JSON.

    Parameters
    ----------
    audit : Audit
    paths : sequence of str
        What was audited.
    proposal : Proposal, optional
    yaml : str, optional
        The proposed cases as the text of a case file.
    """
    content = {
        "schema": SCHEMA,
        "cnncheck": version("cnncheck"),
        "paths": list(paths),
        "score": audit.score,
        "faults": audit.faults,
        "caught": audit.caught,
        "cases": audit.cases,
        "questions": audit.questions,
        "seconds": audit.seconds,
        "functions": [_function(each) for each in audit.functions],
        "caught_by": {
            fault.fault.id: list(fault.caught_by)
            for each in audit.functions
            for fault in each.faults
        },
        "untested": [
            {"operator": gap.operator, "trait": gap.trait if gap.asked else None}
            for gap in audit.gaps
        ],
        "unsound": [
            {"id": each.id, "outcome": each.outcome.value, "message": each.message}
            for each in audit.unsound
        ],
        "proposal": None
        if proposal is None
        else {
            "yaml": yaml,
            "cases": len(proposal.cases),
            "uncaught": list(proposal.uncaught),
        },
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _function(score: FunctionScore) -> dict[str, Any]:
    return {
        "function": score.function,
        "questions": score.questions,
        "faults": len(score.faults),
        "caught": score.caught,
        "score": score.score,
        "survivors": [
            {
                "fault": each.fault.id,
                "sentence": each.fault.sentence,
                "hint": each.fault.hint,
                "forms": each.forms,
                "surviving": list(each.surviving),
            }
            for each in score.survivors
        ],
    }
