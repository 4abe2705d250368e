"""Which cases files of people are asked."""

from pathlib import Path

CASES = Path(__file__).parent.parent.parent / "cases"
ABOUT = {"adaptive": "adaptive.yaml", "same": "sides.yaml"}
"""What files are about whose names begin so."""


def asked(path):
    """Return the cases that are about a file: all of them take a while."""
    return CASES / ABOUT.get(path.stem.partition("_")[0], "courses")
