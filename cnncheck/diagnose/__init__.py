"""What the bug is: the catalogue of faults, and what matches them, probes and shrinks."""

from __future__ import annotations
