"""What a case set is worth: which faults of the catalogue it catches, and what it leaves untested."""

from __future__ import annotations

from cnncheck.audit.filling import Proposal, fill
from cnncheck.audit.scoring import Audit, FaultScore, FunctionScore, audit_cases

__all__ = ["Audit", "FaultScore", "FunctionScore", "Proposal", "audit_cases", "fill"]
