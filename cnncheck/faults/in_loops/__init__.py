"""Faults of loops: over what they run, what is left out, and with which index something is read or added."""
