"""Geometries of the kinds that have caught somebody, from which an audit adds cases."""

from __future__ import annotations

from cnncheck.operators.adaptive_avg_pool.candidates import GEOMETRIES

__all__ = ["CALLED", "GEOMETRIES"]

CALLED = "adaptive-maxima"
"""What the names of the cases begin with."""
