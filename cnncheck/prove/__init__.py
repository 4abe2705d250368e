"""Proof that source computes the right polynomial, and what a pass of a black box is worth."""

from __future__ import annotations

from cnncheck.prove.proving import Settings, prove_cases
from cnncheck.prove.result import FunctionProof, Proof, Status, Told

__all__ = ["FunctionProof", "Proof", "Settings", "Status", "Told", "prove_cases"]
