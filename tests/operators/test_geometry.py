"""What each operator says about shapes: the output's, the depth, and what is impossible."""

import pickle

import pytest

from cnncheck.dialects import NOTEBOOK
from cnncheck.operators import FUNCTIONS, OPERATORS
from cnncheck.operators.case import Case, OutGrad


def case(operator, **fields):
    return Case("f.yaml", "c", operator, tuple(OPERATORS[operator].functions), **fields)


def test_the_six_functions_are_named_in_the_assignments_order():
    """People's solutions use these names; the gradient of a bias is none of them."""
    assert [each.function for each in NOTEBOOK.signatures.values()] == [
        "zero_padding", "convolution2D", "convolution2D_backward_filter",
        "convolution2D_backward_input", "pool_forward", "pool_back",
    ]  # fmt: skip
    names = [each.function for each in NOTEBOOK.signatures.values()]
    assert [name for name in FUNCTIONS if name in names] == names


@pytest.mark.parametrize(
    ("fields", "field", "message", "hint"),
    [
        (
            {"input": (1, 3, 5, 5), "filter": (2, 4, 3, 3)},
            "filter", "filter has 4 channels but input has 3", "write [2, 3, 3, 3]",
        ),
        (
            {"input": (1, 3, 5, 4), "filter": (2, 3, 3, 5)},
            "filter", "filter 3x5 is larger than the padded input 5x4",
            "write a smaller filter, or more padding",
        ),
        (
            {"input": (1, 3, 5, 5), "filter": (2, 3, 3, 3), "out_grad": OutGrad("ones", (1, 2, 2, 3))},
            "out_grad", "out_grad shape is 1x2x2x3 but the output is 1x2x3x3",
            "write [1, 2, 3, 3], or leave the shape out",
        ),
        (
            {"input": (1, 65536, 20, 20), "filter": (1, 65536, 20, 20), "dtype": "float32", "fill": "integers"},
            "fill", "fill integers cannot be exact in float32 over sums of 26214400 products",
            "write fill: normal, dtype: float64, or smaller shapes",
        ),
    ],
)  # fmt: skip
def test_impossible_convolutions_say_what_to_write(fields, field, message, hint):
    """Each fault names the field, what is wrong, and the mend."""
    (fault,) = OPERATORS["conv2d"].geometry_faults(case("conv2d", **fields))
    assert (fault.field, fault.message, fault.hint) == (field, message, hint)


@pytest.mark.parametrize(
    ("fields", "field", "message", "hint"),
    [
        (
            {"input": (1, 3, 5, 4), "window": 5},
            "window", "window 5x5 is larger than the input 5x4", "write a window of at most 4",
        ),
        (
            {"input": (1, 3, 5, 4), "window": (6, 2)},
            "window", "window 6x2 is larger than the input 5x4", "write a window of at most 5x4",
        ),
        (
            {"input": (1, 3, 5, 4), "window": 3, "padding": 1, "dilation": (4, 1)},
            "window",
            "window 3x3 with dilation 4x1 spans 9x3, which is larger than the padded input 7x6",
            "write a window of at most 2",
        ),
        (
            {"input": (1, 3, 5, 4), "window": (2, 3), "padding": (1, (3, 0))},
            "padding", "padding 1x3 before and 1x0 behind leaves a window with no pixel of the input 5x4: "
            "all of its taps are in the padding",
            "write less padding",
        ),
        (
            {"input": (1, 3, 1, 4), "window": 2, "padding": 1, "dilation": 2},
            "dilation",
            "dilation 2x2 leaves a window with no pixel of the input 1x4: all of its taps are in the "
            "padding",
            "write a smaller dilation, or less padding",
        ),
        (
            {"input": (1, 3, 5, 4), "window": 2, "ties": "any", "fill": "ties"},
            "ties", "ties is any, so that no values may be equal, which fill: ties would not see to",
            "write ties: first, last, shared or all, or another fill",
        ),
        (
            {"input": (1, 3, 5, 4), "window": 2, "stride": 1, "out_grad": OutGrad("ones", (1, 3, 5, 2))},
            "out_grad", "out_grad shape is 1x3x5x2 but the pooled output is 1x3x4x3",
            "write [1, 3, 4, 3], or fewer rows and columns",
        ),
    ],
)  # fmt: skip
def test_impossible_poolings_say_what_to_write(fields, field, message, hint):
    """Each fault names the field, what is wrong, and the mend."""
    (fault,) = OPERATORS["max_pool2d"].geometry_faults(case("max_pool2d", **fields))
    assert (fault.field, fault.message, fault.hint) == (field, message, hint)


@pytest.mark.parametrize(
    ("fields", "field", "message", "hint"),
    [
        (
            {"before": (3, 0), "after": 0, "mode": "reflect"},
            "before", "before 3x0 is more than mode reflect has pixels for in the input 3x4",
            "write at most 2x3",
        ),
        (
            {"before": 0, "after": (0, 5), "mode": "circular"},
            "after", "after 0x5 is more than mode circular has pixels for in the input 3x4",
            "write at most 3x4",
        ),
        (
            {"before": -2, "after": (-1, 1)},
            "before", "before -2x-2 and after -1x1 leave nothing of the input 3x4",
            "cut fewer pixels off",
        ),
        (
            {"before": (-1, 0), "after": (1, 0), "mode": "replicate"},
            "after", "one side of an axis is cut off and the other padded: mode replicate may mean "
            "the pixels of the whole image, or those that are left",
            "pad both sides, or neither, or write mode: zeros",
        ),
        (
            {"before": 1, "value": 2},
            "value", "value 2 says nothing under mode zeros",
            "write mode: constant, or leave the value out",
        ),
        (
            {"before": 1, "out_grad": OutGrad("ones", (1, 2, 3, 4))},
            "out_grad", "out_grad shape is 1x2x3x4 but the padded output is 1x2x5x6",
            "write [1, 2, 5, 6], or leave the shape out",
        ),
    ],
)  # fmt: skip
def test_impossible_paddings_say_what_to_write(fields, field, message, hint):
    """Each fault names the field, what is wrong, and the mend."""
    (fault,) = OPERATORS["pad2d"].geometry_faults(case("pad2d", input=(1, 2, 3, 4), **fields))
    assert (fault.field, fault.message, fault.hint) == (field, message, hint)


def test_backward_passes_are_asked_about_the_padded_input():
    """The gradient functions have no padding argument."""
    padded = case("conv2d", input=(2, 3, 5, 6), filter=(4, 3, 3, 2), padding=(1, 2), stride=(2, 3))
    problem = next(NOTEBOOK.problems(padded, "backward_input"))
    assert problem.arrays["X"].shape == problem.out_shape == (2, 3, 7, 10)
    assert not problem.arrays["X"][:, :, 0].any()
    assert list(NOTEBOOK.call(problem).arguments) == ["out_grad", "X", "W", "stride"]


@pytest.mark.parametrize(
    ("pass_name", "depth"),
    [("forward", 3 * 3 * 2), ("backward_filter", 2 * 4 * 4), ("backward_input", 4 * 2 * 1)],
)
def test_the_depth_counts_the_products_in_one_sum(pass_name, depth):
    """C KH KW; N OH OW; F times the windows that can cover one pixel."""
    conv = case("conv2d", input=(2, 3, 7, 9), filter=(4, 3, 3, 2), padding=(1, 2), stride=(2, 3))
    assert OPERATORS["conv2d"].depth(conv, pass_name) == depth


def test_pooling_adds_only_where_windows_overlap():
    """One gradient reaches a pixel where windows are apart, four where 3x3 steps by two."""
    apart = case("max_pool2d", input=(1, 1, 6, 6), window=2, stride=(2, 2))
    overlapping = case("max_pool2d", input=(1, 1, 7, 7), window=3, stride=(2, 2))
    assert OPERATORS["max_pool2d"].depth(apart, "backward") == 1
    assert OPERATORS["max_pool2d"].depth(overlapping, "backward") == 4


def test_memory_is_computed_without_allocating():
    """An impossible size is a number, not a crash."""
    huge = case("conv2d", input=(65536, 65536, 65536, 65536), filter=(65536, 65536, 3, 3))
    assert OPERATORS["conv2d"].memory(huge) > 10**20


def test_a_case_has_all_parameters_of_its_operator_and_reads_others_as_defaults():
    """By name, given or not; changing one leaves the others, and a default can be set again."""
    conv = case("conv2d", input=(2, 3, 7, 9), filter=(4, 3, 3, 2), stride=(2, 3))
    told = {"filter": (4, 3, 3, 2), "stride": (2, 3), "padding": (0, 0)}
    told["padding_after"] = (0, 0)
    assert conv.parameters == {**told, "dilation": (1, 1), "groups": 1, "bias": False}
    assert (conv.stride, conv.padding, conv.window) == ((2, 3), (0, 0), None)
    assert conv.but(padding=1).parameters == {
        **conv.parameters,
        "padding": (1, 1),
        "padding_after": (1, 1),
    }
    assert conv.but(stride=(1, 1)).stride == (1, 1)
    assert conv.but(seed=3).parameters == conv.parameters
    assert pickle.loads(pickle.dumps(conv)) == conv


def test_a_parameter_of_another_operator_is_refused():
    """Unless it says nothing."""
    assert case("max_pool2d", input=(1, 1, 4, 4), window=2, filter=None, groups=1)
    with pytest.raises(TypeError, match="max_pool2d has no parameter 'groups'"):
        case("max_pool2d", input=(1, 1, 4, 4), window=2, groups=2)
    with pytest.raises(AttributeError, match="a case has no 'strides'"):
        _ = case("zero_padding", input=(1, 1, 4, 4)).strides
