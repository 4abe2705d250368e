"""Single lines of text for the console, in characters that its stream can encode."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import ConsoleOptions

BETWEEN = "   "
INDENT = "  "


def indented(text: str, options: ConsoleOptions) -> Text:
    """Wrap a sentence at words, two columns in, with nothing behind the last word of a line."""
    room = max(options.max_width - len(INDENT), 1)
    lines = wrap(encodable(text, options), room, break_on_hyphens=False) or [""]
    # A line of wide characters may still be too long: the terminal breaks it.
    return Text("\n".join(INDENT + line for line in lines), no_wrap=True, overflow="ignore")


def hanging(text: str, options: ConsoleOptions) -> Text:
    """Wrap a line at words, with all but the first two columns in."""
    lines = wrap(
        encodable(text, options),
        max(options.max_width, len(INDENT) + 1),
        subsequent_indent=INDENT,
        break_on_hyphens=False,
        break_long_words=False,
        fix_sentence_endings=False,
    )
    return Text("\n".join(lines or [""]), no_wrap=True, overflow="ignore")


def unbroken(text: str, options: ConsoleOptions) -> Text:
    """Leave it to the terminal to break the line, so that it can be copied whole."""
    return Text(encodable(text, options), no_wrap=True, overflow="ignore")


def packed(parts: Sequence[str], options: ConsoleOptions, *, bold: bool = False) -> Text:
    """Set parts side by side, and break the line between them alone where there is no room."""
    lines = [""]
    for part in (encodable(part, options) for part in parts):
        longer = f"{lines[-1]}{BETWEEN}{part}" if lines[-1] else part
        if lines[-1] and cell_len(longer) > options.max_width:
            lines.append(part)
        else:
            lines[-1] = longer
    return Text("\n".join(lines), style="bold" if bold else "", overflow="fold")


def encodable(text: str, options: ConsoleOptions) -> str:
    """Escape what the stream lacks before anything is measured, so that columns stay level."""
    if text.isascii() or options.encoding.startswith("utf"):
        return text
    return text.encode(options.encoding, "backslashreplace").decode(options.encoding)
