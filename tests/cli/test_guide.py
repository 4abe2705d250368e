"""``cnncheck guide``: its pages, as text in pipes and drawn on a terminal."""

import os
import pty
import re
import subprocess
import sys
from importlib import resources
from pathlib import Path

from cnncheck.operators import OPERATORS
from cnncheck.operators.places import SHIPPED_DIALECTS

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "cnncheck" / "guide").glob("*.md"))


def test_the_pages_are_listed(cnncheck):
    """Each with its title."""
    done = cnncheck("guide")
    assert done.returncode == 0
    listed = [line.split(maxsplit=1) for line in done.stdout.splitlines()]
    assert [topic for topic, _ in listed] == [page.stem for page in PAGES]
    assert ["contained", "What is contained, and what is not"] in listed


def test_a_page_is_plain_text_in_a_pipe(cnncheck):
    """As it is written."""
    done = cnncheck("guide", "contained")
    assert done.returncode == 0
    assert done.stdout == (ROOT / "cnncheck" / "guide" / "contained.md").read_text("utf-8")


def test_a_page_that_is_not_there(cnncheck):
    """Exit 2, and which one may be meant."""
    done = cnncheck("guide", "containd")
    assert done.returncode == 2
    assert done.stderr == ("error: the guide has no page 'containd'; did you mean contained?\n")


def test_a_page_is_drawn_on_a_terminal():
    """No marks of Markdown are left, and no colour where none is wanted."""
    ours, theirs = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "cnncheck", "guide", "contained", "--no-color"],
        stdout=theirs,
        env={**os.environ, "COLUMNS": "100", "TERM": "xterm"},
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            more = os.read(ours, 65536)
        except OSError:
            break
        if not more:
            break
        seen += more
    os.close(ours)
    assert done.wait(60) == 0
    text = seen.decode()
    assert "What is contained, and what is not" in text
    assert "**" not in text
    assert "|---|" not in text


def test_the_programs_that_a_page_names_are_there():
    """What a page says is tested is looked for among the tests."""
    for page in PAGES:
        for name in re.findall(r"`(tests/hostile/|)(\w+_\*\.py)`", page.read_text("utf-8")):
            assert list((ROOT / "tests" / "hostile").glob(name[1])), name


def test_every_operator_and_dialect_is_in_the_guide():
    """Each by its own name, in the first column of a table or beside the field."""
    cases, signatures = (
        (ROOT / "cnncheck" / "guide" / f"{page}.md").read_text("utf-8")
        for page in ("cases", "signatures")
    )
    (line,) = (each for each in cases.splitlines() if each.startswith("| `operator` |"))
    assert [name for name in OPERATORS if f"`{name}`" not in line] == [], "cases.md lacks them"
    missing = [name for name in SHIPPED_DIALECTS if f"\n| `{name}` |" not in signatures]
    assert missing == [], "signatures.md has no row of theirs"


def test_pages_are_package_data():
    """They are found where the package is, whatever it was installed from."""
    names = {each.name for each in resources.files("cnncheck.guide").iterdir()}
    assert {page.name for page in PAGES} <= names
