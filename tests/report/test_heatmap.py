"""The small heat map: what it shows, and that it fits."""

import io
import math

import numpy as np
import pytest

from cnncheck.rendering.heatmap import side_by_side
from cnncheck.report.console import make_console


def drawn(*arrays, width=100, **options):
    file = io.StringIO()
    make_console(file, width=width, **options).print(side_by_side(*arrays), crop=False)
    return [line.rstrip() for line in file.getvalue().splitlines()]


def plane(height, width):
    """Different values in (0, 1], so that no cell is blank by itself."""
    return (np.arange(height * width).reshape(height, width) + 1) / (height * width)


def test_small_planes_show_their_numbers():
    """An exact zero is a bare 0; a value that rounds to zero is not."""
    x = np.array([[0.5, -0.25], [0.001, 123456.0]])
    assert drawn(x, np.pad(x, ((1, 0), (0, 1)))) == [
        "x  2x2         x_pad  3x3",
        " 0.50 -0.25        0     0     0",
        " 0.00 1e+05     0.50 -0.25     0",
        "                0.00 1e+05     0",
    ]


def test_larger_planes_show_shades():
    """The border stays blank around the same picture."""
    x = plane(2, 12)
    assert drawn(x, np.pad(x, ((1, 1), (2, 2)))) == [
        "x  2x12                    x_pad  4x16",
        "....::::::------======++",
        "++******######%%%%%%@@@@       ....::::::------======++",
        "                               ++******######%%%%%%@@@@",
        "",
        ". is 0.0417, @ is 1, blank is 0",
    ]


@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("shape", [(1, 1), (4, 4), (23, 20), (60, 60), (300, 500)])
def test_it_always_fits(width, shape):
    """Never wider than the terminal, nor than 80 columns, nor endlessly high."""
    x = plane(*shape)
    lines = drawn(x, np.pad(x, ((2, 2), (3, 3))), width=width)
    assert max(map(len, lines)) <= min(width, 80)
    assert len(lines) <= 44
    assert all(line.isascii() for line in lines)


def test_the_middle_is_left_out_and_said_so():
    """The borders of a large plane are still there."""
    x = plane(100, 100)
    lines = drawn(x, np.pad(x, 2))
    assert lines[0] == "x  100x100                               x_pad  104x104"
    assert lines[-1] == "the middle is left out at ~"
    assert lines[1].count("~") == 2
    assert lines[21].strip("~ ") == ""


def test_values_without_a_place_on_the_scale_are_marked():
    """NaN and infinities neither vanish nor stretch the scale."""
    x = plane(2, 20)
    x[0, 0], x[1, 1] = math.nan, math.inf
    lines = drawn(x, x)
    assert lines[1].startswith("?.")
    assert lines[2][1] == "?"
    assert lines[-1] == ". is 0.05, @ is 1, blank is 0"


def test_integers_and_one_value_are_drawn():
    """No division by an empty scale; whole numbers are not taken for indices."""
    assert drawn(np.full((1, 2), 3), np.zeros((1, 2), dtype=int)) == [
        "x  1x2         x_pad  1x2",
        " 3.00  3.00        0     0",
    ]


def test_colour_is_a_shade_of_the_same_text():
    """Light on dark, dark on light, and zeros as the terminal has them."""
    x = np.array([[1.0, 0.5, 0.0]])
    [_, row] = drawn(x, x, color=True, width=80)
    assert row.startswith(
        "\x1b[30;48;2;240;240;240m 1.00 \x1b[0m\x1b[37;48;2;48;48;48m 0.50 \x1b[0m    0 "
    )


def test_other_numbers_of_axes_are_refused():
    """The caller chooses the image and the channel."""
    with pytest.raises(ValueError) as caught:
        side_by_side(plane(2, 2), np.zeros((1, 2, 2)))
    assert str(caught.value) == "x_pad must have 2 axes (H, W), got shape (1, 2, 2)"
