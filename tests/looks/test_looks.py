"""The pictures of the README show what the console shows today."""

import importlib.util
import re
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest

SCRIPT = Path(__file__).with_name("record.py")


@pytest.fixture(scope="module")
def recording():
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("record_looks", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def pictures(recording):
    """The pictures of a run that was made now."""
    return recording.record()


def lines(picture):
    """Return the text of each line, with figures masked: rounding differs from machine to machine."""
    found = {}
    for node in ElementTree.fromstring(picture).iter("{http://www.w3.org/2000/svg}text"):
        found.setdefault(float(node.get("y")), []).append(unescape(node.text or ""))
    masked = []
    for _, parts in sorted(found.items()):
        text = re.sub(r"\d[\d.]*(?:e[-+]\d+)?", "#", " ".join(parts).replace("\xa0", " "))
        masked.append(re.sub(r"─+", "─", " ".join(text.split())))
    return masked


def test_the_recorded_pictures_are_up_to_date(recording, pictures):
    """In all that is not figures."""
    recorded = {path.name: path.read_text("utf-8") for path in recording.PICTURES.glob("*.svg")}
    assert recorded.keys() == pictures.keys()
    for name, picture in pictures.items():
        assert lines(recorded[name]) == lines(picture), "after a change run .ci/written"


def test_the_picture_shows_the_tables_and_a_failure(pictures):
    """All six checks, one of them with what is wrong and how to see it again."""
    shown = lines(pictures["look.svg"])
    assert "$ cnncheck run cases/notebook.yaml --impl solution.py" in shown
    assert sum(line.endswith("PASS") for line in shown) == 5
    assert sum(line.endswith("FAIL") for line in shown) == 1
    assert "FAIL cases/notebook.yaml::pool-backward max_pool#d backward" in shown
    assert any(line.startswith("again: cnncheck run cases/notebook.yaml") for line in shown)


def test_nothing_of_this_machine_is_in_the_pictures(recording, pictures):
    """Neither folders nor addresses, but the font's that rich names."""
    text = pictures["look.svg"]
    assert str(recording.ROOT) not in text
    assert "/tmp" not in text
    assert {url.split("/")[2] for url in re.findall(r"https?://[^\s\"')]+", text)} <= {
        "www.w3.org",
        "cdnjs.cloudflare.com",
        "www.textualize.io",
    }
