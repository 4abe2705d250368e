"""What no case of a set has."""

import pytest

from cnncheck.audit.case_sizes import sizes_of
from cnncheck.audit.geometry import untested
from cnncheck.operators import FUNCTIONS

CONV = ("convolution2D", "convolution2D_backward_filter", "convolution2D_backward_input")


def traits(cases, functions=FUNCTIONS):
    return {gap.trait for gap in untested(cases, functions) if gap.asked}


def test_the_shipped_cases_leave_nothing_of_convolution_untested(shipped):
    """Nor of padding and pooling."""
    assert untested(shipped, FUNCTIONS) == ()


def test_the_notebook_leaves_much_untested(shipped):
    """All its pooling is square, and everything is float64 and uniform."""
    notebook = [case for case in shipped if case.file.endswith("notebook.yaml")]
    pooling = {g.trait for g in untested(notebook, FUNCTIONS) if g.operator == "max_pool2d"}
    assert "an image that is not square, H != W" in pooling
    assert "ties within a window (fill: ties)" in pooling
    assert "a gradient smaller than the pooled output" not in pooling
    assert "float32" in pooling
    assert "float64" not in pooling


@pytest.mark.parametrize(
    ("trait", "without", "with_it"),
    [
        ("rows left over below the last window", {"stride": (1, 1)}, {"stride": (4, 1)}),
        ("columns left over beside the last window", {"stride": (1, 1)}, {"stride": (1, 6)}),
        ("an output of one row, OH = 1", {}, {"filter": (4, 3, 9, 2)}),
        ("an output of one column, OW = 1", {}, {"filter": (4, 3, 3, 13)}),
        (
            "N, C and F all different, so that none can stand in for another",
            {"filter": (3, 3, 3, 2)},
            {"filter": (4, 3, 3, 2)},
        ),
        ("two of N, C and F equal", {}, {"filter": (2, 3, 3, 2)}),
        (
            "stride larger than the kernel, so that pixels are skipped",
            {"stride": (1, 1)},
            {"stride": (1, 3)},
        ),
        (
            "stride equal to the kernel, so that windows tile the image",
            {"stride": (2, 3)},
            {"stride": (3, 2)},
        ),
        ("padding 0", {}, {"padding": (0, 0)}),
        ("different padding down and to the right", {"padding": (1, 1)}, {"padding": (1, 2)}),
        (
            "more padding before an image than behind it",
            {"padding": (0, (0, 1))},
            {"padding": ((2, 1), 0)},
        ),
        ("float32", {}, {"dtype": "float32"}),
        ("the real lane (fill: uniform or normal)", {}, {"fill": "normal"}),
        ("the exact lane (fill: integers, wide_integers or ties)", {"fill": "normal"}, {}),
        ("views with gaps in memory (layout: strided)", {"layout": "F"}, {"layout": "strided"}),
    ],
)
def test_a_trait_is_a_gap_until_one_case_has_it(trait, without, with_it, case):
    """Each predicate in both directions."""
    assert trait in traits([case(**without)], CONV)
    assert trait not in traits([case(**without), case(**with_it)], CONV)


def test_an_operator_that_nobody_asks_is_one_gap(case):
    """Listing all its traits would say the same thirty times."""
    (gap,) = [g for g in untested([case("conv2d")], FUNCTIONS) if g.operator == "max_pool2d"]
    assert (gap.asked, gap.trait) == (False, "")


def test_operators_without_a_chosen_function_are_left_out(case):
    """Nobody wants to hear of pooling who looks at padding."""
    gaps = untested([case("zero_padding")], ["zero_padding"])
    assert {gap.operator for gap in gaps} == {"zero_padding"}


def test_lengths_follow_from_the_case(case):
    """Output and leftover, down and to the right."""
    sizes = sizes_of(case("conv2d"))
    assert (sizes.windows.kernel, sizes.windows.out) == ((3, 2), (4, 4))
    assert [axis.left for axis in sizes.windows.axes] == [0, 2]
    pool = sizes_of(case("max_pool2d"))
    assert (pool.windows.kernel, pool.windows.out) == ((3, 3), (3, 4))
    assert [axis.left for axis in pool.windows.axes] == [0, 1]


@pytest.mark.parametrize(
    ("trait", "without", "has"),
    [
        (
            "several images of a single channel, N > 1 with C = 1",
            {"input": (2, 2, 4, 5)},
            {"input": (2, 1, 4, 5), "filter": (2, 1, 2, 2)},
        ),
        (
            "a single filter over several images, F = 1 with N > 1",
            {"input": (1, 2, 4, 5), "filter": (1, 2, 2, 2)},
            {"input": (2, 2, 4, 5), "filter": (1, 2, 2, 2)},
        ),
        ("more than 8 filters", {"filter": (8, 2, 2, 2)}, {"filter": (9, 2, 2, 2)}),
        ("more than 32 filters", {"filter": (32, 2, 2, 2)}, {"filter": (33, 2, 2, 2)}),
        (
            "more than 16 channels",
            {"input": (1, 16, 4, 5), "filter": (1, 16, 2, 2)},
            {"input": (1, 17, 4, 5), "filter": (1, 17, 2, 2)},
        ),
        (
            "more than 32 rows of the output",
            {"input": (1, 2, 33, 5), "filter": (1, 2, 2, 2), "padding": 0, "stride": 1},
            {"input": (1, 2, 34, 5), "filter": (1, 2, 2, 2), "padding": 0, "stride": 1},
        ),
        (
            "padding as wide as the filter, so that windows read nothing of the image",
            {"filter": (1, 2, 2, 2), "padding": (1, 1)},
            {"filter": (1, 2, 2, 2), "padding": (1, 2)},
        ),
        (
            "a filter that is all zeros beside one that is not (fill: ties)",
            {"filter": (1, 2, 2, 2), "fill": "ties"},
            {"filter": (2, 2, 2, 2), "fill": "ties"},
        ),
        (
            "NaN in each of several channels (fill: nonfinite)",
            {"input": (2, 1, 4, 5), "filter": (2, 1, 2, 2), "fill": "nonfinite", "stride": 1},
            {"input": (2, 2, 4, 5), "filter": (2, 2, 2, 2), "fill": "nonfinite", "stride": 1},
        ),
    ],
)
def test_sizes_that_only_matter_together_are_traits(case, trait, without, has):
    """Code that treats each alone rightly may be wrong where they meet."""
    assert trait in traits([case("conv2d", **without)])
    assert trait not in traits([case("conv2d", **has)])
