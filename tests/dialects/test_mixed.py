"""A class in which everybody writes as they learnt it, graded in one command."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cnncheck.cli.app import application
from cnncheck.dialects.base import Dialect, Signature
from cnncheck.operators import places

HERE = Path(__file__).parent
PEOPLE = HERE / "people"
TESTS = HERE.parent
CASES = TESTS.parent / "cases" / "courses"

PARTS = (
    "layer_classes-right-bias_under_another_name.py",
    "layer_classes-right-book.py",
    "layer_classes-right-returned.py",
    "layer_classes-right-torch_like.py",
    "functional-right-im2col.py",
    "functional-right-loops.py",
    "notebook-right-v.py",
)
"""Right code without a backward pass, or without a pooling: there are no points for these."""

TOYS = {
    "filters first": Signature("cross", {"filters": "W", "image": "X"}),
    "edges": Signature("edges", {"picture": "X", "mask": "W"}),
}
TOY = """\
import numpy as np

def {0}:
    views = np.lib.stride_tricks.sliding_window_view({1}, {2}.shape[2:], axis=(2, 3))
    return np.einsum("nchwkl,{3}->nfhw", views, {2})
"""

AMBIGUOUS = """\
def conv_forward_naive(x, w, b, conv_param):
    return x, None

def conv2d(input, weight, stride, padding):
    return input
"""


def files(kind):
    """Yield all of a kind that are one file, with their dialect, of which courses ask something."""
    for path in sorted(PEOPLE.glob(f"*/{kind}/*.py")):
        if not path.name.startswith("adaptive"):
            yield path.parts[-3], path


def graded(folder, into, cases):
    """Grade a folder, and return what is told of each submission, and the table."""
    words = ("grade", folder, "--cases", *cases, "--reference", "definition", "-q")
    words += ("--report", f"json:{into}", "--journal", into.with_suffix(".journal"))
    done = CliRunner().invoke(application(["grade"]), [*map(str, words)], env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    return json.loads(into.read_text())["submissions"], done.output


@pytest.fixture
def filled(tmp_path, monkeypatch):
    """Copy files into a folder, each under its dialect's name and its own.

    Two of the dialects are not cnncheck's own, and chosen by looking all the same.
    """
    monkeypatch.setattr(places, "_DIALECTS", dict(places.dialect_places()))
    for name in TOYS:
        places.register_dialect(name, f"{__name__}:{name.upper().replace(' ', '_')}")
    folder = tmp_path / "class"
    folder.mkdir()

    def filled(chosen):
        for dialect, path in chosen:
            copy = shutil.copytree if path.is_dir() else shutil.copy
            copy(path, folder / f"{dialect}-{path.parts[-2]}-{path.name}")
        shutil.copy(TESTS / "solutions" / "vectorised.py", folder / "notebook-right-v.py")
        for name, sig in TOYS.items():
            image = "image" if "image" in sig.arguments else "picture"
            (mask,) = {*sig.arguments} - {image}
            for kind, axes in (("right", "fckl"), ("faulty", "fclk")):
                text = TOY.format(sig, image, mask, axes)
                (folder / f"{name}-{kind}-t.py").write_text(text)
        return folder

    return filled


class Toy(Dialect):
    """A convolution of a stride of 1, without padding."""

    def __init__(self, name):
        self.name = name
        self.signatures = {("conv2d", "forward"): TOYS[name]}

    def cannot(self, case, pass_name):
        """Say which cases are another's."""
        plain = case.operator == "conv2d" and {*case.stride, *case.padding} <= {0, 1}
        if pass_name == "forward" and plain and not any(case.padding) and case.dtype == "float64":
            return super().cannot(case, pass_name)
        return "all but the plainest"


FILTERS_FIRST, EDGES = map(Toy, TOYS)


def _check(found):
    """Look at dialects and points: right code has all, wrong code and what is not there has not."""
    for each in found:
        dialect, kind, _ = each["name"].split("-", 2)
        assert each["dialect"] == dialect, each
        whole = each["percent"] == 100
        assert (whole == (kind == "right")) or (each["name"] in PARTS and each["percent"] > 0), each


def test_each_is_graded_in_its_dialect(filled, tmp_path):
    """The table says which; who cannot be understood is told why, and holds up nobody."""
    folder = filled([*list(files("right"))[::4], *list(files("faulty"))[::24]])
    (folder / "zoe.py").write_text(AMBIGUOUS)
    found, said = graded(folder, tmp_path / "grades.json", [CASES])
    assert len(found) >= 15
    (zoe,) = (each for each in found if each["name"] == "zoe.py")
    assert (zoe["dialect"], zoe["percent"]) == ("?", 0)
    assert "fits two dialects equally" in zoe["reason"]
    assert [line for line in said.splitlines() if "zoe.py" in line and " ? " in line]
    found.remove(zoe)
    assert len({each["dialect"] for each in found}) >= 7
    _check(found)
    bugs = said.partition("bugs that were seen:")[2]
    assert "conv" in bugs
    assert "convolution2D" not in bugs  # all of it is called otherwise there


@pytest.mark.exhaustive
def test_a_hundred_are_graded_in_one_command(filled, tmp_path):
    """Ten dialects, all files of each."""
    folder = filled([*files("right"), *files("faulty")])
    found, _ = graded(folder, tmp_path / "grades.json", [CASES])
    assert len(found) >= 100
    assert len({each["dialect"] for each in found}) == 10
    _check(found)
