"""Texts of code that nobody has read, made fit to be shown: printable, and not endless."""

from __future__ import annotations

_LONGEST_TEXT = 1000


def bounded(text: str, longest: int = _LONGEST_TEXT) -> str:
    """Shorten a text by its middle, and make it printable."""
    if len(text) > longest:
        half = longest // 2
        text = f"{text[:half]} ... {text[-half:]}"
    return printable(text)


def printable(text: str) -> str:
    """Escape what a terminal or an encoding would stumble over; lines and tabs stay."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char in "\n\t" else char.encode("unicode_escape").decode()
        for char in text
    )
