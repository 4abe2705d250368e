"""A YAML text as nested values with their places, built from the parser's events.

PyYAML's loaders recurse (the C one dies of a deep file), let duplicate keys win silently and guess
types. Its event streams do none of that, so values are built here with an explicit stack, within
fixed bounds: from libyaml's events where it is installed, from the pure parser's otherwise.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cnncheck.cases.nodes import Faults, Mark, Node
from cnncheck.cases.parsers import libyaml_parser, pure_parser
from cnncheck.cases.scalars import plain_scalar, show
from cnncheck.cases.syntax import report_syntax

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.cases.nodes import Plain
    from cnncheck.cases.parsers import Parser

MAX_DEPTH = 24
MAX_EVENTS = 20_000


def parse(text: str, faults: Faults, *, pure: bool = False) -> Node | None:
    """Build the one document of a text.

    Parameters
    ----------
    text : str
        Known to hold only characters that YAML allows (`cnncheck.cases.case_source.decode`).
    faults : Faults
        Receives whatever is refused: anchors, aliases, tags, merge and duplicate keys, keys that
        are not text, a second document, too much depth or length, broken syntax.
    pure : bool
        Leave libyaml aside.

    Returns
    -------
    Node or None
        None when nothing is written, or when nothing can be made of it.
    """
    import yaml

    # The two differ about tabs, about '?' inside words, and where faults are. The pure parser
    # decides there, so that a file means the same with and without libyaml.
    c_parser = None if pure or "\t" in text or "?" in text else libyaml_parser()
    if c_parser is not None:
        trial = Faults(faults.file)
        with contextlib.suppress(yaml.YAMLError):
            root = _build(c_parser(text), trial)
            over_a_bound = root is None and len(trial.problems) == 1
            if not trial.problems or over_a_bound:
                faults.problems += trial.problems
                return root
    parser = pure_parser(text)
    try:
        return _build(parser, faults)
    except (yaml.MarkedYAMLError, ValueError, OverflowError) as error:
        report_syntax(error, Mark(parser.line + 1, parser.column + 1), faults)
        return None


def _build(parser: Parser, faults: Faults) -> Node | None:
    builder = _Builder(faults)
    takers = builder.takers()
    for _ in range(MAX_EVENTS):
        event = parser.get_event()
        if not takers[type(event).__name__](event):
            return builder.root
    faults.add(
        _start(event),
        f"the file holds more than {MAX_EVENTS} YAML keys, values and brackets",
        "split it into several files",
    )
    return None


def _start(event: Any) -> Mark:
    return Mark(event.start_mark.line + 1, event.start_mark.column + 1)


@dataclass(slots=True)
class _Frame:
    """A list or mapping that is still open, and the key that waits for its value."""

    node: Node
    wants_key: bool
    key: str | None = None
    key_mark: Mark | None = None


class _Builder:
    """Takes one event after another; every taker returns whether to go on."""

    def __init__(self, faults: Faults) -> None:
        self.root: Node | None = None
        self._faults = faults
        self._stack: list[_Frame] = []
        self._documents = 0

    def takers(self) -> dict[str, Callable[[Any], bool]]:
        """Event class name to what takes it."""
        return {
            "ScalarEvent": self._scalar,
            "MappingStartEvent": self._open,
            "SequenceStartEvent": self._open,
            "MappingEndEvent": self._close,
            "SequenceEndEvent": self._close,
            "AliasEvent": self._alias,
            "DocumentStartEvent": self._document,
            "DocumentEndEvent": lambda _: True,
            "StreamStartEvent": lambda _: True,
            "StreamEndEvent": lambda _: False,
        }

    def _document(self, event: Any) -> bool:
        self._documents += 1
        if self._documents == 1:
            return True
        self._faults.add(
            _start(event),
            "a second YAML document begins here, expected one document",
            "put all cases under one 'cases:' and delete the line '---'",
        )
        return False

    def _alias(self, event: Any) -> bool:
        mark = _start(event)
        self._faults.add(
            mark,
            f"an alias (*{event.anchor}) is not allowed",
            "write the value out, or put it under 'defaults:'",
        )
        self._attach(Node(None, mark, refused=True))
        return True

    def _scalar(self, event: Any) -> bool:
        mark = _start(event)
        if event.anchor is not None or event.tag is not None:
            self._refuse_decoration(event, mark)
        text: str = event.value
        if event.style:
            node = Node(text, mark)
        else:
            node = Node(None, mark, text=text)
            try:
                node.value = plain_scalar(text)
            except ValueError as error:
                node.refused = True
                self._faults.add(mark, f"{show(text)} is too large a number", str(error))
        if isinstance(node.value, str) and not _encodable(node.value):
            self._faults.add(
                mark, f"{show(text)} holds half a surrogate pair", "write the character itself"
            )
            node.refused = True
        node.refused = node.refused or event.tag is not None
        self._attach(node)
        return True

    def _open(self, event: Any) -> bool:
        mark = _start(event)
        if event.anchor is not None or event.tag is not None:
            self._refuse_decoration(event, mark)
        if len(self._stack) == MAX_DEPTH:
            self._faults.add(
                mark,
                f"lists and mappings are nested more than {MAX_DEPTH} deep",
                "a case needs no more than 8 levels",
            )
            self.root = None
            return False
        mapping = type(event).__name__ == "MappingStartEvent"
        node = Node({}, mark, entries={}) if mapping else Node([], mark, entries=[])
        node.refused = event.tag is not None
        self._attach(node)
        self._stack.append(_Frame(node, wants_key=mapping))
        return True

    def _close(self, _: Any) -> bool:
        self._stack.pop()
        return True

    def _attach(self, node: Node) -> None:
        if not self._stack:
            self.root = node
            return
        frame = self._stack[-1]
        parent: Any = frame.node
        if isinstance(parent.entries, list):
            parent.entries.append(node)
            parent.value.append(node.value)
        elif frame.wants_key:
            frame.wants_key = False
            frame.key, frame.key_mark = self._key(node, frame.node), node.mark
        else:
            frame.wants_key = True
            if frame.key is not None and frame.key_mark is not None:
                node.key = frame.key_mark
                if node.blank:
                    node.mark = frame.key_mark  # nothing is nowhere in particular
                parent.entries[frame.key] = node
                parent.value[frame.key] = node.value

    def _key(self, node: Node, parent: Node) -> str | None:
        """Return the key, or None when it is refused and its value is to be dropped."""
        key: Plain = node.value
        if node.refused:
            return None
        if not isinstance(key, str):
            self._faults.add(node, _bad_key(node), "write a word, in quotes if need be")
            return None
        if key == "<<" and node.text:
            self._faults.add(
                node,
                "a merge key (<<) is not allowed",
                "write the fields out, or put them under 'defaults:'",
            )
            parent.refused = True  # fields that it would bring are not to be called missing
            return None
        if key in parent.fields:
            first = parent.fields[key].key
            line = f" (first on line {first.line})" if first else ""
            self._faults.add(node, f"the key {show(key)} is written twice{line}", "delete one")
            return None
        return key

    def _refuse_decoration(self, event: Any, mark: Mark) -> None:
        if event.anchor is not None:
            self._faults.add(
                mark,
                f"an anchor (&{event.anchor}) is not allowed",
                "delete it; what cases share belongs under 'defaults:'",
            )
        if event.tag is not None:
            self._faults.add(
                mark,
                f"a tag ({event.tag.replace('tag:yaml.org,2002:', '!!')[:40]!r}) is not allowed",
                "delete it and write the plain value",
            )


def _bad_key(node: Node) -> str:
    if node.entries is not None:
        return "a list or mapping stands where a key is expected"
    if node.blank:
        return "a key is missing before the colon"
    return f"the key {node.text} is not text"


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
