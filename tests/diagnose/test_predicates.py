"""The shortest predicate that covers exactly some places is found, and means the same elsewhere."""

import numpy as np
import pytest

from cnncheck.diagnose.observing.predicates import Flag, Index, Table, exact


def table_of(C, KH, KW):
    """Return the table of all taps of all channels."""
    c, k, l = (each.ravel() for each in np.indices((C, KH, KW)))
    return Table(
        (
            Index("c", "channel", c, "C", C),
            Index("k", "row of the filter", k, "KH", KH),
            Index("l", "column of the filter", l, "KW", KW),
        ),
        (Flag("the tap is the middle one", "the tap is not the middle one", (k == 1) & (l == 1)),),
        (("sh", 2),),
    )


WANTED = {
    "the last channel": lambda c, k, l: c == 4,
    "all rows of the filter but the first": lambda c, k, l: k > 0,
    "every second channel, from the second on": lambda c, k, l: c % 2 == 1,
    "the channels that fill no block of 2": lambda c, k, l: c == 4,
    "k > l": lambda c, k, l: k > l,
    "c = KW-1-l": lambda c, k, l: l == 3 - c,
    "the tap is the middle one": lambda c, k, l: (k == 1) & (l == 1),
    "c is the last channel and k = l": lambda c, k, l: (c == 4) & (k == l),
    "the first channel and the last column of the filter": lambda c, k, l: (c == 0) | (l == 3),
    "c >= KH": lambda c, k, l: c >= 3,
}


@pytest.mark.parametrize("told", WANTED)
def test_what_is_wanted_is_said(told):
    """Among the predicates that hold exactly there is the one that is meant, and all of them hold."""
    table = table_of(5, 3, 4)
    wanted = WANTED[told](*(each.values for each in table.indices))
    found = exact(table, wanted)
    assert told in {text for each in found for text in (each.noun, each.text)}
    assert all(np.array_equal(each.holds(table), wanted) for each in found)
    assert [each.cost for each in found] == sorted(each.cost for each in found)


def test_the_plainest_comes_first():
    """What one atom says is not told by two."""
    table = table_of(5, 3, 4)
    assert exact(table, table.index("c channel").values == 4)[0].noun == "the last channel"


def test_another_table_decides():
    """What holds by chance for one size falls in another."""
    small, large = table_of(5, 3, 4), table_of(4, 3, 5)
    found = exact(small, small.index("c channel").values == 4)
    wanted = large.index("c channel").values == 3
    left = [each.noun for each in found if np.array_equal(each.holds(large), wanted)]
    assert "the last channel" in left
    assert "the channels that fill no block of 2" not in left


def test_there_is_nothing_to_say_of_all_or_none():
    """No predicate is returned where every place is wanted, or none."""
    table = table_of(2, 2, 3)
    assert exact(table, np.ones(12, bool)) == exact(table, np.zeros(12, bool)) == []
