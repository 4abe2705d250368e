"""What an ONNX node puts around an image, as a case says it: pairs along the axes, or a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.converting.onnx_nodes import Node, NotALayer

if TYPE_CHECKING:
    from collections.abc import Sequence

Padding = tuple[int, ...] | tuple[tuple[int, int], ...] | str
"""As many before as behind, or pairs, or a word."""
WORDS = {"SAME_UPPER": "same_upper", "SAME_LOWER": "same_lower"}


def padding_of(node: Node, rank: int) -> Padding:
    """Return the padding of a node, by its ``auto_pad`` or its ``pads``.

    Raises
    ------
    NotALayer
    """
    word = node.word("auto_pad", "NOTSET")
    if word in WORDS:
        return WORDS[word]
    if word not in ("NOTSET", "VALID"):
        raise NotALayer(f"its auto_pad is {word!r}")
    pads = node.along("pads", 2 * rank, 0)
    assert pads is not None
    if word == "VALID":
        pads = (0,) * len(pads)
    return _shortest(pads[:rank], pads[rank:])


def transposed(
    node: Node,
    image: Sequence[int],
    kernel: Sequence[int],
    stride: Sequence[int],
    dilation: Sequence[int],
) -> tuple[Padding, tuple[int, ...]]:
    """Return the padding and the output padding of a transposed convolution.

    Its ``output_shape``, where it has one, says what is cut off in all; the odd one at the end
    under ``SAME_UPPER``, else at the beginning. What is missing is added at the end.

    Raises
    ------
    NotALayer
    """
    rank = len(image)
    more = node.along("output_padding", rank, 0)
    wanted = node.attributes.get("output_shape")
    assert more is not None
    if wanted is None:
        return padding_of(node, rank), more
    lengths = node.along("output_shape", 2 + rank if len(wanted) == 2 + rank else rank, None) or ()
    each = zip(image, kernel, stride, dilation, more, lengths[-rank:], strict=True)
    totals = [s * (n - 1) + m + d * (k - 1) + 1 - length for n, k, s, d, m, length in each]
    first = node.word("auto_pad", "NOTSET") != "SAME_UPPER"
    cut = [max(total, 0) for total in totals]
    before = [(total + first) // 2 for total in cut]
    added = zip(more, totals, strict=True)
    behind = [total - b for b, total in zip(before, cut, strict=True)]
    return _shortest(before, behind), tuple(m - min(total, 0) for m, total in added)


def _shortest(before: Sequence[int], behind: Sequence[int]) -> Padding:
    same = tuple(before) == tuple(behind)
    return tuple(before) if same else tuple(zip(before, behind, strict=True))
