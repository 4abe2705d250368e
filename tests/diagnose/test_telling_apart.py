"""Ways of answering the same problems: each is made out no further than it takes to tell it apart."""

import itertools

from cnncheck.faults.telling_apart import Answers, Known


def test_ways_are_told_apart_by_all_that_they_answer():
    ways = list(itertools.product("ab", repeat=4)) * 2
    known = Known()
    new = [way for way in ways if known.is_new(Answers(way.__getitem__, range(4)))]
    assert new == ways[:16]


def test_nothing_more_is_asked_of_a_way_that_begins_otherwise():
    asked = []

    def way(name):
        return lambda problem: asked.append((name, problem)) or f"{name} {problem > 1}"

    known = Known()
    assert all(known.is_new(Answers(way(name), range(9))) for name in "abc")
    assert asked == [("a", 0), ("b", 0), ("c", 0)]
    assert not known.is_new(Answers(way("b"), range(9)))
    assert asked[3:] == [("b", 0), *(("b", number) for number in range(1, 9) for _ in range(2))]
