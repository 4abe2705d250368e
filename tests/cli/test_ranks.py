"""Layers of sequences and volumes, from cases to the name of a bug."""

from __future__ import annotations

import json
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
RIGHT = ROOT / "tests" / "dialects" / "ranks_solution.py"
CASES = [ROOT / "cases" / f"conv{rank}d.yaml" for rank in (1, 3)]


def test_right_code_passes(cnncheck, tmp_path):
    """In the words of torch.nn.functional, by which it is known."""
    words = ("--impl", RIGHT, "--reference", "definition", "-q", "--report", "json:r.json")
    done = cnncheck("run", *CASES, *words)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads((tmp_path / "r.json").read_text())["results"]
    outcomes = {}
    for each in told:
        key = f"{each['case']['operator']} {each['pass']}"
        outcomes.setdefault(each["verdict"]["outcome"], set()).add(key)
    assert outcomes["passed"] == {"conv1d forward", "conv3d forward", "conv3d backward_input"}
    assert outcomes.keys() == {"passed", "not-asked"}
    assert outcomes["passed"].isdisjoint(outcomes["not-asked"])


def test_bugs_are_named_along_the_axes_that_there_are(cnncheck, tmp_path):
    """Those of images by what they are of sequences, and those of planes."""
    faulty = tmp_path / "faulty.py"
    faulty.write_text(RIGHT.read_text().replace("FAULTY = False", "FAULTY = True"))
    words = ("--impl", faulty, "--reference", "definition", "--report", "json:r.json")
    done = cnncheck("run", *CASES, *words)
    assert done.returncode == 1
    assert "conv1d-forward/padding-ignored" in done.stdout
    assert "conv3d-forward/kernel-flipped-d" in done.stdout
    assert "conv3d-backward-input/windows-overwrite" in done.stdout
    told = json.loads((tmp_path / "r.json").read_text())["results"]
    assert {len(each["case"]["parameters"]["input"]) for each in told} == {3, 5}


def test_commands_ask_about_one_problem(cnncheck):
    """With as many numbers as there are axes."""
    words = ("--stride", 1, 1, 2, "--padding", 0, 1, 1, "--reference", "definition")
    done = cnncheck("conv3d", *words)
    assert (done.returncode, done.stderr) == (0, "")
    assert "stride 1x1x2   padding 0x1x1" in done.stdout
    done = cnncheck("conv1d", "--stride", 3, "--reference", "definition")
    assert (done.returncode, done.stderr) == (0, "")
    assert "input 2x3x24   filter 4x3x5   stride 3   padding 2" in done.stdout


def test_lengths_of_another_rank_are_refused(cnncheck, tmp_path):
    """Each where it stands, with what is expected."""
    (tmp_path / "bad.yaml").write_text(
        "cases:\n"
        "  - {name: a, operator: conv1d, input: [2, 3, 5, 5], filter: [4, 3, 3, 1], stride: [2, 1]}\n"
        "  - {name: b, operator: conv3d, input: [2, 3, 4, 5], filter: [4, 3, 3, 2], padding: [1, 0]}\n"
    )
    done = cnncheck("run", "bad.yaml")
    assert done.returncode == 2
    assert "bad.yaml:2:40: input is [2, 3, 5, 5], expected three integers [N, C, L]" in done.stderr
    assert "filter is [4, 3, 3, 1], expected three integers [F, C, K]" in done.stderr
    assert "stride is [2, 1], expected an integer or a list of one such as [6]" in done.stderr
    assert "input is [2, 3, 4, 5], expected five integers [N, C, D, H, W]" in done.stderr
    assert (
        "padding is [1, 0], expected an integer or three integers such as [2, 2, 3]" in done.stderr
    )


def test_numbers_of_sequences_are_typed_where_words_may_be(cnncheck):
    """One number, two of them, or a word: what is parsed is taken as it is."""
    for words in (
        ("pool1d", "--window", "3"),
        ("avgpool1d", "--window", "global"),
        ("conv1d", "--padding", "1,2"),
        ("adaptivemax1d", "--output-size", "3"),
        ("adaptiveavg2d", "--output-size", "input", "3"),
    ):
        done = cnncheck(*words, "-q", "--pass", "forward")
        assert done.returncode == 0, done.stderr
