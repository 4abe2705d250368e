"""The assignment is a valid notebook that runs from top to bottom."""

import ast
import re

import nbclient
import nbformat
import pytest

from cnncheck.operators import OPERATORS
from cnncheck.starters.blanks import blank_solution
from cnncheck.starters.notebook import assignment
from cnncheck.starters.starter_files import STARTERS


@pytest.fixture
def blank():
    """The notebook as ``cnncheck init notebook`` writes it."""
    (text,) = STARTERS["notebook"].files.values()
    return nbformat.reads(text(), as_version=nbformat.NO_CONVERT)


def executed(notebook, folder):
    """Run all cells; an exception in one of them fails the test."""
    nbclient.NotebookClient(
        notebook, timeout=60, resources={"metadata": {"path": folder}}
    ).execute()
    return {
        cell["id"]: "\n".join(
            output.get("text", "") or output["data"]["text/plain"] for output in cell["outputs"]
        )
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    }


def test_the_notebook_is_valid(blank):
    """By nbformat's own schema, without any conversion."""
    nbformat.validate(blank)
    assert (blank["nbformat"], blank["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in blank["cells"]]
    assert len(set(ids)) == len(ids) == 2 + 3 * 6 + 2


def test_texts_name_the_points_of_the_shipped_cases(blank, shipped):
    """A change of the points in one place only would be a lie in the other."""
    for case in shipped:
        if case.file.endswith("cases/notebook.yaml"):
            name = OPERATORS[case.operator].functions[case.passes[0]]
            cells = {cell["id"]: cell["source"] for cell in blank["cells"]}
            title = cells[f"{name.replace('_', '-')}-text"].splitlines()[0]
            points = re.search(r"\((\d) points?\)", title)
            assert float(points[1]) == case.points
            assert f"`{name}` | {points[1]} |" in cells["title"]


def test_sections_and_blanks_belong_together():
    """A section without its blank is an error where the notebook is made, not where it is read."""
    with pytest.raises(KeyError, match="conv3d"):
        assignment("# A\n<!-- conv3d -->\n## B\n<!-- total -->\nC\n", blank_solution())


def test_blanks_are_the_blank_solution(blank):
    """The same signatures and docstrings, and one line to replace."""
    for node in ast.parse(blank_solution()).body:
        if isinstance(node, ast.FunctionDef):
            cells = {cell["id"]: cell["source"] for cell in blank["cells"]}
            cell = ast.parse(cells[f"{node.name.replace('_', '-')}-code"])
            assert ast.dump(cell.body[0]) == ast.dump(node)
            assert isinstance(node.body[-1], ast.Raise)
            assert len(node.body) == 2


def test_unfilled_it_runs_and_says_what_to_do(blank, tmp_path):
    """A learner who runs all cells first sees no traceback."""
    shown = executed(blank, tmp_path)
    checks = [text for name, text in shown.items() if name.endswith("-check")]
    assert [
        text.splitlines()[0] for text in checks[:6] if "is not written yet (0 of" not in text
    ] == []
    assert "together                       0 of 9 points" in shown["total-check"]


def test_filled_it_runs_and_gives_all_points(blank, correct, tmp_path):
    """Top to bottom, with the blanks filled by a correct solution."""
    for cell in blank["cells"]:
        for name, source in correct.items():
            if cell["id"] == f"{name.replace('_', '-')}-code":
                cell["source"] = source
    shown = executed(blank, tmp_path)
    assert "2 of 2 points" in shown["convolution2D-check"]
    assert "PASS" in shown["pool-back-check"]
    assert "together                       9 of 9 points" in shown["total-check"]
    passed = re.search(
        r"(\d+) of (\d+) comparisons of the shipped cases pass", shown["total-check"]
    )
    assert passed[1] == passed[2]
