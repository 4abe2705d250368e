"""What is printed is told apart by question, however the stream is cut into pieces."""

import random

from cnncheck.sandbox import wire
from cnncheck.sandbox.printing import LIMIT, Printing


def printed(pieces, questions):
    printing = Printing()
    for question in questions:
        printing.expect(wire.mark(question))
    for piece in pieces:
        printing.take(piece)
    return [printing.end().text for _ in questions]


def test_each_question_has_its_own_wherever_the_stream_is_cut():
    """Also within a mark, and where what is printed looks like the beginning of one."""
    chance = random.Random(3)
    questions = [0, 1, 2**64 - 1, 77]
    texts = ["one\n", "", "\0\1\0", "\0" * 9]
    stream = b"".join(
        text.encode() + wire.mark(question) for text, question in zip(texts, questions, strict=True)
    )
    for _ in range(300):
        cuts = sorted(chance.sample(range(len(stream)), chance.randint(0, 9)))
        ends = zip([0, *cuts], [*cuts, len(stream)], strict=True)
        assert printed([stream[first:last] for first, last in ends], questions) == texts


def test_a_mark_that_is_missing_loses_nothing():
    """Code can close what it prints to; the rest is then taken for what the oldest printed."""
    assert printed([b"one", b"two"], [1, 2]) == ["onetwo", ""]
    assert printed([b"one", wire.mark(1)[:4]], [1]) == ["one\0\1\0\0"]


def test_what_comes_behind_the_last_mark_belongs_to_it():
    """As a thread that goes on prints it; before the first question nobody has printed anything."""
    printing = Printing()
    printing.take(b"starting")
    printing.expect(wire.mark(1))
    printing.take(b"one" + wire.mark(1) + b" and later")
    assert printing.end().text == "one and later"
    printing.expect(wire.mark(2))
    assert printing.end().text == ""


def test_of_much_the_beginning_and_the_end_are_kept():
    (text,) = printed([b"a" * 10_000, b"b" * 50_000, b"c" * 10_000, wire.mark(1)], [1])
    assert text == f"{'a' * 8192}\n... 53,616 bytes left out ...\n{'c' * 8192}"


def test_a_flood_is_that_of_its_question():
    """The one before it printed little, and is answered first."""
    printing = Printing()
    for question in (1, 2):
        printing.expect(wire.mark(question))
    printing.take(b"little" + wire.mark(1))
    assert not printing.flooded
    printing.take(b"x" * (LIMIT + 1))
    assert printing.flooded
    assert printing.oldest.size == 6
    assert printing.end().text == "little"
    assert printing.oldest.size == LIMIT + 1
