"""Which pixel a tap of a window reads: steps, dilation and padding, recovered as three numbers each.

Along an axis it is a number times the window, plus another times the tap, plus a third. What these
are called is looked up among all that has a name; where several have the same, another problem decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, permutations, product
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.diagnose.recovering.products import Part, Products
    from cnncheck.operators.problem import Array

    Number = Callable[[Products], int]


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """One index as it follows from the loops.

    Attributes
    ----------
    text : str
        ``KH-1-k``.
    of : callable
        Returns its value for each of some products.
    cost : int
        0 for what is due, and more the less plain it is.
    note : str
        What is to be said besides: what happens at the end of an axis.
    """

    text: str
    of: Callable[[Products], Array]
    cost: int
    note: str = ""


def due(products: Products, part: Part, axis: int) -> Iterator[Expression]:
    """Yield the index that is due, as the formula has it."""
    letter, name = part.letters[axis], part.name

    def of(other: Products) -> Array:
        its = next(each for each in other.parts if each.name == name)
        return its.places[axis]

    yield Expression(due_text(products, letter), of, 0)


def due_text(products: Products, letter: str) -> str:
    """Return how an index is written: that of a pixel by the window and the tap that read it."""
    pixels = products.words.pixels
    return pixel_text(products, pixels.index(letter)) if letter in pixels else letter


def pixel_text(products: Products, axis: int) -> str:
    """``i*sh+k-ph``, with what there is of it in a problem."""
    (step, spread, behind) = due_names(products, axis)
    words, tap = products.words, products.words.taps[axis]
    text = _times(words.windows[axis], step)
    text += f"+{_times(tap, spread)}" if tap in products.indices else ""
    return text + behind


def due_names(products: Products, axis: int) -> tuple[str, str, str]:
    """Return what the step, the dilation and the padding are called, as far as a problem has them."""
    its, numbers = products.words.steps[axis], products.numbers
    steps = has_steps(products)
    spread = any(numbers[f"d{each}"] > 1 for each in products.words.steps)
    padded = any(numbers[f"p{each}"] for each in products.words.steps)
    return (f"s{its}" if steps else "", f"d{its}" if spread else "", f"-p{its}" if padded else "")


def has_steps(products: Products) -> bool:
    """Whether there is a stride."""
    return any("stride" in each.fields for each in products.problem.parameters)


def _times(letter: str, name: str) -> str:
    return f"{letter}*{name}" if name and name != "1" else letter


@dataclass(frozen=True, slots=True)
class _Called:
    """A number that has a name: how that is written, its value in a problem, and how strange it is here."""

    text: str
    of: Number
    cost: int


MOST_NAMES = 5
"""Names of one number that are tried."""


def stepping(products: Products, axis: int, values: Array) -> list[Expression]:
    """Return expressions in a window and a tap that give the pixels along an axis that were read.

    Parameters
    ----------
    products : Products
        Those that were read.
    axis : int
        Of the image.
    values : int array
        The pixel of each.
    """
    words = products.words
    found: list[Expression] = []
    for one, two in product(range(len(words.windows)), repeat=2):
        window, tap = words.windows[one], words.taps[two]
        if numbers := _fitted(products, (window, tap), values):
            found += _named(products, axis, (one, two), numbers)
    return found


def _fitted(
    products: Products, letters: tuple[str, str], values: Array
) -> tuple[int, int, int] | None:
    """Return the whole numbers that window and tap are taken times, and the one that is added."""
    known = [products.indices[each] for each in letters if each in products.indices]
    if len(known) < len(letters):
        known.append(np.zeros(len(values), np.int64))
    code = (known[0] * (known[1].max() + 1) + known[1]) * (values.max() + 1) + values
    rows = np.stack([*known, values])[:, np.unique(code, return_index=True)[1]]
    if rows.shape[1] > (rows[0].max() + 1) * (rows[1].max() + 1):
        return None  # the same tap of the same window reads several
    system = np.stack([rows[0], rows[1], np.ones(rows.shape[1])], axis=1)
    numbers = np.rint(np.linalg.lstsq(system, rows[2], rcond=None)[0])
    if not np.array_equal(system @ numbers, rows[2]):
        return None
    if len(np.unique(rows[0])) < 2 or (
        letters[1] in products.indices and len(np.unique(rows[1])) < 2
    ):
        return None
    step, spread, more = (int(number) for number in numbers)
    return step, spread, more


def _named(
    products: Products, axis: int, letters: tuple[int, int], numbers: tuple[int, int, int]
) -> Iterator[Expression]:
    """Yield the ways to write such a pixel: backwards, a window or a tap is counted from the end."""
    words = products.words
    (one, two), (step, spread, more) = letters, numbers
    window, tap = words.windows[one], words.taps[two]
    odd = 2 * (one != axis) + 2 * (two != axis)
    turned_window, turned_tap = step < 0, spread < 0
    if turned_window:
        more += step * (products.lengths[window] - 1)
    if turned_tap:
        more += spread * (products.lengths[tap] - 1)
    steps = _calling(products, abs(step), _steps(products, axis, "s"))
    spreads = _calling(products, abs(spread), _steps(products, axis, "d"))
    if tap not in products.indices:
        spreads = [_Called("", lambda _: 0, 0)]
    added = _calling(products, more, _paddings(products, axis))
    for each in product(steps, spreads, added):
        yield _expression(products, (window, tap), (turned_window, turned_tap), each, odd)


def _expression(
    products: Products,
    letters: tuple[str, str],
    turned: tuple[bool, bool],
    called: tuple[_Called, ...],
    odd: int,
) -> Expression:
    def index(other: Products, letter: str, *, backwards: bool) -> Array:
        its = other.indices.get(letter, np.zeros(1, np.int64))
        return other.lengths[letter] - 1 - its if backwards else its

    def of(other: Products) -> Array:
        parts = zip(letters, turned, called[:2], strict=True)
        terms = (index(other, z, backwards=b) * name.of(other) for z, b, name in parts)
        return sum(terms, np.full(1, called[2].of(other)))

    texts = []
    for letter, backwards, name in zip(letters, turned, called[:2], strict=True):
        its = f"({products.words.lengths[letter]}-1-{letter})" if backwards else letter
        if letter in products.indices and name.text != "0":
            texts.append(its if name.text in ("", "1") else f"{its}*{name.text}")
    text = "+".join(texts or ["0"]) + called[2].text
    cost = 2 + odd + sum(name.cost for name in called) + sum(turned)
    return Expression(text, of, cost)


def _calling(products: Products, number: int, names: Iterator[_Called]) -> list[_Called]:
    """Return the names of a number."""
    return [*islice((each for each in names if each.of(products) == number), MOST_NAMES)]


def _steps(products: Products, axis: int, kind: str) -> Iterator[_Called]:
    """Yield what a window, or a tap, may be taken times, what is due first."""
    words = products.words
    usual = due_names(products, axis)[kind == "d"]
    its = words.steps[axis]
    yield _Called(usual, _number(f"{kind}{its}"), 0)
    yield _Called("1", lambda _: 1, 1)
    yield _Called("0", lambda _: 0, 2)
    spread = any(products.numbers[f"d{step}"] > 1 for step in words.steps)
    strides = words.steps if has_steps(products) else ()
    for step in strides:
        for other in ("s", "d") if spread else ("s",):
            name = f"{other}{step}"
            yield _Called(name, _number(name), 1 + 2 * (other != kind))
    for letter in (*words.taps, *words.pixels, *words.windows):
        yield _Called(words.lengths[letter], _length(letter), 3)
    if not strides or (kind == "d" and not spread):
        return
    for by in (1, -1):
        yield _Called(f"({kind}{its}{by:+d})", _number(f"{kind}{its}", 1, by), 3)
    yield _Called(f"{kind}{its}*2", _number(f"{kind}{its}", 2), 4)
    names = [f"{each}{step}" for step in strides for each in ("sd" if spread else "s")]
    for one, two in product(names, repeat=2):
        if one < two:
            yield _Called(f"{one}*{two}", _product(one, two), 4)


def _paddings(products: Products, axis: int) -> Iterator[_Called]:
    """Yield what may be added to a pixel, what is due first."""
    words, its = products.words, products.words.steps[axis]
    spread = any(products.numbers[f"d{step}"] > 1 for step in words.steps)
    yield _Called(due_names(products, axis)[2], _number(f"p{its}", -1), 0)
    yield _Called("", lambda _: 0, 1)
    numbers = products.numbers
    padded = any(numbers[f"p{step}"] or numbers[f"q{step}"] for step in words.steps)
    even = all(numbers[f"p{step}"] == numbers[f"q{step}"] for step in words.steps)
    for step in words.steps if padded else ():
        yield _Called(f"-p{step}", _number(f"p{step}", -1), 1)
        yield _Called(f"-2*p{step}", _number(f"p{step}", -2), 2)
        yield _Called(f"+p{step}", _number(f"p{step}"), 2)
        yield _Called(f"-q{step}", _number(f"q{step}", -1), 1 + even)
    for by in (1, -1):
        yield _Called(f"{due_names(products, axis)[2]}{by:+d}", _number(f"p{its}", -1, by), 2)
    if not padded and not spread:
        for number, step in enumerate(words.steps):
            line = words.lengths[words.pixels[number]], words.lengths[words.taps[number]]
            text = f"({line[0]}-{line[1]})%s{step}"
            yield _Called(f"+{text}", _left(number, 1), 3 + 2 * (number != axis))
            yield _Called(f"-{text}", _left(number, -1), 3 + 2 * (number != axis))
    for letter in words.taps:
        name = words.lengths[letter]
        for text, times, more in (
            ("-({}-1)", -1, 1),
            ("+{}-1", 1, -1),
            ("-{}", -1, 0),
            ("+{}", 1, 0),
        ):
            yield _Called(text.format(name), _length(letter, times, more), 3)
        yield _Called(f"-{name}//2", _half(letter), 3)
    for one, two in permutations(words.taps, 2):
        text = f"+{words.lengths[one]}-{words.lengths[two]}"
        yield _Called(text, _apart(one, two), 3)
    for step in words.steps if has_steps(products) else ():
        yield _Called(f"+s{step}", _number(f"s{step}"), 4)
        yield _Called(f"-s{step}", _number(f"s{step}", -1), 4)
        yield _Called(f"+s{step}-1", _number(f"s{step}", 1, -1), 4)
    for by in (2, -2):
        yield _Called(f"{by:+d}", _constant(by), 5)
    for name, sign in (("+", 1), ("-", -1)):
        yield _Called(f"{name}1", _constant(sign), 3)


def _number(name: str, times: int = 1, more: int = 0) -> Number:
    return lambda products: times * products.numbers[name] + more


def _product(one: str, two: str) -> Number:
    return lambda products: products.numbers[one] * products.numbers[two]


def _length(letter: str, times: int = 1, more: int = 0) -> Number:
    return lambda products: times * products.all_lengths[letter] + more


def _half(letter: str) -> Number:
    return lambda products: -(products.all_lengths[letter] // 2)


def _constant(number: int) -> Number:
    return lambda _: number


def _left(axis: int, sign: int) -> Number:
    return lambda products: sign * products.problem.windows.axes[axis].left


def _apart(one: str, two: str) -> Number:
    return lambda products: products.all_lengths[one] - products.all_lengths[two]
