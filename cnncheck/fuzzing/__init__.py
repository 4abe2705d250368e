"""Problems that nobody chose: hypothesis draws them, and shrinks those that fail."""

from __future__ import annotations

from cnncheck.fuzzing.fuzzing import Fuzzed, FuzzSettings, fuzz

__all__ = ["FuzzSettings", "Fuzzed", "fuzz"]
