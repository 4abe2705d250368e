"""Faults of loops that leave entries out: what is beyond the last whole block, or where a loop ends too early."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from cnncheck.faults.declaring.table import Row, about
from cnncheck.faults.parts.loops import WINDOWS
from cnncheck.faults.parts.ways import Way

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cnncheck.faults.parts.changes import Kernel
    from cnncheck.faults.parts.loops import Keep, Loop
    from cnncheck.faults.parts.plans import Plan

STOP = "A slice [k : k + s * n : s] has n elements; [k : k + n : s] has n / s."

BLOCKS = (2, 3, 4, 5, 8, 10, 16, 32)
"""Sizes of blocks in which people go on."""

IN_BLOCKS = "ncfijyx"
"""Loops that people divide into blocks."""


def row(name: str, sentence: str, loops: Sequence[Loop], *keeps: Keep) -> Row:
    """Return the fault of taking but some entries of each of these loops: those that are kept."""
    return _kept_row(name, sentence, *([(loop, keep) for loop in loops] for keep in keeps))


def _kept_row(name: str, sentence: str, *ways: Sequence[tuple[Loop, Keep]]) -> Row:
    return Row(name, sentence, lambda right: (_taken(kept, right) for kept in ways))


def _taken(kept: Iterable[tuple[Loop, Keep]], right: Kernel) -> Way:
    way = Way(right)
    for change, after in (loop.changes(keep) for loop, keep in kept):
        both = way.followed_by(Way(right, change=change, then=after))
        assert both is not None  # neither computes something else
        way = both
    return way


def block_faults(loop: Loop) -> Iterator[Row]:
    """Yield the faults of a loop that goes on in blocks: what is left over, the last block, the first.

    Parameters
    ----------
    loop : Loop
    """
    named, several = id_of(loop), loop.several
    lost = "stay zero" if loop.fills else "are left out"
    some = "is computed, the others stay zero" if loop.fills else "is used"
    for size in BLOCKS if loop.letter in IN_BLOCKS else ():
        told = f"{several} beyond the last whole block of {size} {lost}"
        yield row(f"{named}-in-blocks-of-{size}", told, [loop], _whole_blocks(size))
        told = f"where there are more than {size} {several}, those beyond the last whole block of {size} {lost}"
        yield row(f"{named}-beyond-blocks-of-{size}", told, [loop], _whole_blocks(size, least=size))
        told = f"of the {several} only the first block of {size} {some}"
        if size > 2:  # two have a fault of their own
            yield row(f"first-{size}-{named}-only", told, [loop], _first_block(size))
        told = f"each block of {size} {several} overwrites what the ones before it gave, so only the last block counts"
        if not loop.fills:
            yield row(f"{named}-blocks-of-{size}-overwrite", told, [loop], _last_block(size))


def _whole_blocks(block: int, least: int = 0) -> Keep:
    """Take whole blocks; of no more than `least` entries all."""
    return lambda length, _: slice(length // block * block if length > least else length)


def _first_block(block: int) -> Keep:
    return lambda *_: slice(block)


def _last_block(block: int) -> Keep:
    return lambda length, _: slice((length - 1) // block * block, None)


def stopped_faults(loops: Sequence[Loop]) -> Iterator[Row]:
    """Yield the faults of windows in steps of the stride, in a slice, that ends at their number.

    Parameters
    ----------
    loops : sequence of Loop
        Those that fill the result, or those that add up.
    """
    for some in subsets([loop for loop in loops if loop.letter in WINDOWS]):
        told = and_([loop.several for loop in some])
        lost = "stay zero" if some[0].fills else "are left out"
        named = "-and-".join(map(id_of, some))
        for more, count in enumerate(("n / s", "(n + s - 1) / s")):
            sentence = (
                f"of n {told} those beyond {count}, rounded up, {lost}, where s is the stride: "
                "the end is not multiplied by it"
            )
            kept = [(each, _end_without_stride(WINDOWS[each.letter], more)) for each in some]
            name = f"{named}-end-without-stride{'-in-slices' * more}"
            yield from about(STOP, _kept_row(name, sentence, kept))


def _end_without_stride(axis: str, more: int) -> Keep:
    def keep(length: int, plan: Plan) -> slice:
        its = plan.axes[0] if axis == "d" else getattr(plan, axis)
        return slice(-(-(length + (its.stride - 1) * more) // its.stride))

    return keep


def subsets(loops: Sequence[Loop], most: int = 9) -> Iterator[tuple[Loop, ...]]:
    """Yield one loop, two, three, up to so many at once, whichever they are."""
    for size in range(1, min(len(loops), most) + 1):
        yield from combinations(loops, size)


def and_(words: Sequence[str]) -> str:
    """Join words: ``rows, columns and planes``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def id_of(loop: Loop) -> str:
    """Return what stands for a loop in the name of a fault."""
    return loop.name.replace(" of the ", "-").replace(" of ", "-").replace(" ", "-")
