"""The two parsers of PyYAML as sources of events, without what it builds from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Parser(Protocol):
    """What both have in common."""

    def get_event(self) -> Any:
        """Return the next event; raise ``yaml.YAMLError`` where the text is no YAML."""


def libyaml_parser() -> Callable[[str], Parser] | None:
    """Return libyaml's parser, or None where PyYAML was built without it."""
    try:
        from yaml._yaml import CParser
    except ImportError:
        return None
    return CParser


def pure_parser(text: str) -> Any:
    """Return PyYAML's own parser, set on a text."""
    from yaml.parser import Parser as EventParser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    class PureParser(Reader, Scanner, EventParser):
        """PyYAML's own parser, without its composer, resolver and constructor."""

        def __init__(self, stream: str) -> None:
            Reader.__init__(self, stream)
            Scanner.__init__(self)
            EventParser.__init__(self)

    return PureParser(text)
