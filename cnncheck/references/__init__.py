"""Right answers, independent of the code under test and of the layers."""

from __future__ import annotations

from cnncheck.references.truth import AsksAhead, Reference, Truth

__all__ = ["AsksAhead", "Reference", "Truth"]
