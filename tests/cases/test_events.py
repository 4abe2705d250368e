"""Values with their places, the same from libyaml and from the pure parser."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncheck.cases.case_source import check_characters
from cnncheck.cases.events import parse
from cnncheck.cases.nodes import Faults
from cnncheck.cases.parsers import libyaml_parser

HERE = Path(__file__).parent
TEXTS = [
    file.read_text(encoding="utf-8")
    for folder in (HERE / "malformed", HERE.parents[1] / "cases")
    for file in sorted(folder.glob("*.yaml"))
]
PIECES = [":", " ", "\n", "- ", "[", "]", "{", "}", ",", "'", '"', "#", "&a", "*a", "!t", "|", ">"]
PIECES += [
    "?",
    "%",
    "---",
    "...",
    "\t",
    "a",
    "1",
    ": ",
    "\r",
    "\\",
    "@",
    "`",
    "~",
    "\u2028",
    "\x85",
    "é",
]


def read(text, *, pure):
    """Everything about a text: each value with its places, and what is wrong."""
    faults = Faults("f")
    waiting, found = [parse(text, faults, pure=pure)], []
    while waiting:
        node = waiting.pop()
        if node is not None:
            found.append((repr(node.value), node.mark, node.key, node.text, node.refused))
            waiting += [*node.fields.values(), *node.items]
    return found, [str(problem) for problem in faults.problems]


def test_places():
    """Keys and values know where they begin, counted from 1."""
    faults = Faults("f")
    root = parse("a: 1\nüb:\n  - [x, 'y: z']\n  -   c: 1e3\n", faults)
    assert root.value == {"a": 1, "üb": [["x", "y: z"], {"c": 1000.0}]}
    assert (root.fields["a"].key, root.fields["a"].mark) == ((1, 1), (1, 4))
    items = root.fields["üb"].items
    assert items[0].items[1].mark == (3, 9)
    assert items[0].items[1].text is None
    assert items[1].fields["c"].mark == (4, 10)
    assert items[1].fields["c"].text == "1e3"
    assert not faults.problems


def test_quoted_is_text():
    """Quotes keep numbers and nothing from being read as such."""
    assert parse("['1', \"null\", '', 1, null, ]", Faults("f")).value == ["1", "null", "", 1, None]


def test_text_blocks():
    """Long text may stand in a block."""
    assert parse("a: |\n  one\n  two\nb: >\n  one\n  two\n", Faults("f")).value == {
        "a": "one\ntwo\n",
        "b": "one two\n",
    }


def test_nothing_written():
    """Comments alone are no value, and no fault of the syntax."""
    faults = Faults("f")
    assert parse("# nothing\n", faults) is None
    assert not faults.problems


@pytest.mark.skipif(libyaml_parser() is None, reason="PyYAML is installed without libyaml")
@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_libyaml_agrees(text):
    """Both parsers give the same values, places and faults for files that people write."""
    assert read(text, pure=False) == read(text, pure=True)


@pytest.mark.skipif(libyaml_parser() is None, reason="PyYAML is installed without libyaml")
@given(
    st.sampled_from(TEXTS),
    st.lists(st.tuples(st.integers(0, 600), st.sampled_from(PIECES)), max_size=5),
)
def test_libyaml_agrees_on_damaged_files(text, insertions):
    """Both parsers give the same whatever is put into a file."""
    text = text[:600]
    for place, piece in insertions:
        text = text[:place] + piece + text[place:]
    if check_characters(text, Faults("f")):
        assert read(text, pure=False) == read(text, pure=True)


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_nothing_but_faults_comes_out(text):
    """Whatever the text, it is read or refused at a place; no other error escapes."""
    faults = Faults("f")
    if check_characters(text, faults):
        parse(text, faults)
    assert all(problem.where.line >= 1 and problem.where.column >= 1 for problem in faults.problems)
