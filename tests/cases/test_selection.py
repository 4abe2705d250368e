"""Which cases and passes a selection leaves."""

import pytest

from cnncheck.cases import Expectation, Selection, select, unmatched


@pytest.fixture(scope="module")
def cases(load):
    """Five cases with nine passes."""
    return load(
        """
cases:
- name: overlap
  operator: conv2d
  input: [1, 1, 9, 9]
  filter: [1, 1, 2, 2]
  tags: [geometry]
  matrix: {stride: [1, [1, 2]]}
- {name: over, operator: max_pool2d, input: [1, 1, 9, 9], window: 2, tags: [ties, geometry]}
- name: pad
  operator: zero_padding
  input: [1, 1, 9, 9]
  padding: 1
  dtype: float32
  seed: 5
  expect: {shape: [1, 1, 11, 11], sum: 3.5}
- {name: "over*", operator: max_pool2d, input: [1, 1, 9, 9], window: 2, passes: [backward]}
"""
    )


def chosen(cases, /, **words):
    """Labels with their passes, and how many passes were left out."""
    kept, deselected = select(cases, Selection(**words))
    return {case.label: len(case.passes) for case in kept}, deselected


def test_nothing_asked_for(cases):
    """An empty selection lets everything through, as it was."""
    kept, deselected = select(cases, Selection())
    assert (kept, deselected) == (list(cases), 0)


@pytest.mark.parametrize(
    ("words", "labels", "deselected"),
    [
        ({"operators": ("max_pool2d",)}, {"over": 2, "over*": 1}, 7),
        ({"operators": ("max_pool2d", "zero_padding")}, {"over": 2, "pad": 1, "over*": 1}, 6),
        ({"passes": ("backward",)}, {"over": 1, "over*": 1}, 8),
        ({"tags": ("ties", "none")}, {"over": 2}, 8),
        ({"dtypes": ("float32",)}, {"pad": 1}, 9),
        ({"tags": ("geometry",), "passes": ("forward",), "operators": ("conv2d",)},
         {"overlap[stride=1]": 1, "overlap[stride=1x2]": 1}, 8),
        ({"tags": ("nothing",)}, {}, 10),
    ],
)  # fmt: skip
def test_each_kind_of_word(cases, words, labels, deselected):
    """Words of one kind widen the selection, words of another kind narrow it."""
    assert chosen(cases, **words) == (labels, deselected)


@pytest.mark.parametrize(
    ("word", "labels"),
    [
        ("overlap[stride=1x2]", ["overlap[stride=1x2]"]),
        ("f.yaml::overlap[stride=1x2]", ["overlap[stride=1x2]"]),
        ("overlap", ["overlap[stride=1]", "overlap[stride=1x2]"]),
        ("f.yaml::overlap", ["overlap[stride=1]", "overlap[stride=1x2]"]),
        ("over*", ["over*"]),
        ("*[stride=1*]", ["overlap[stride=1]", "overlap[stride=1x2]"]),
        ("*[[]*", []),
        ("ov?r", ["over"]),
        ("*lap*", ["overlap[stride=1]", "overlap[stride=1x2]"]),
        ("f.yaml::o*", ["overlap[stride=1]", "overlap[stride=1x2]", "over", "over*"]),
        ("OVER", []),
        ("overlap[stride=[12]]", []),
    ],
)
def test_case(cases, word, labels):
    """A word is a label, an id or a name before it is a pattern; brackets are never wild."""
    assert list(chosen(cases, cases=(word,))[0]) == labels


def test_several_case_words(cases):
    """Each word adds its cases; they stay in the order of the files."""
    assert list(chosen(cases, cases=("pad", "ov?r"))[0]) == ["over", "pad"]


def test_another_seed(cases):
    """Of what was expected of the old draws only the shape remains."""
    kept, _ = select(cases, Selection(seed=9))
    assert {case.seed for case in kept} == {9}
    assert kept[3].expect == Expectation((1, 1, 11, 11))
    assert kept[0].expect is None
    same, _ = select(cases, Selection(seed=5))
    assert same[3] == cases[3]


def test_words_that_fit_nothing(cases):
    """Mistyped words are named as they stand on the command line."""
    selection = Selection(
        operators=("conv2d", "conv"), passes=("foward",), tags=("ties", "tie"),
        cases=("pad", "pat*"), dtypes=("float64",),
    )  # fmt: skip
    assert unmatched(cases, selection) == (
        "--operator conv", "--pass foward", "--tag tie", "--case pat*",
    )  # fmt: skip
    assert unmatched(cases, Selection()) == ()
