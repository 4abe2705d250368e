"""From a node of a graph to what cnncheck asks: an operator, an input, and parameters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING, Any

from cnncheck.converting.onnx_nodes import Node, NotALayer
from cnncheck.converting.onnx_padding import Padding, padding_of, transposed
from cnncheck.shapes import as_shape

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MODES = {"reflect": "reflect", "edge": "replicate", "wrap": "circular"}
"""What ONNX calls ways to pad with an image's own pixels, and what they are called here."""


@dataclass(frozen=True, slots=True)
class Layer:
    """What is asked.

    Attributes
    ----------
    operator : str
    input : tuple of int
    parameters : mapping of str to value
        As a person would write them.
    arrays : tuple of str
        What the node's first inputs are called here: X, W, b.
    notes : tuple of str
        What the node says besides that is not asked.
    """

    operator: str
    input: tuple[int, ...]
    parameters: Mapping[str, Any]
    arrays: tuple[str, ...] = ("X",)
    notes: tuple[str, ...] = ()


def layer_of(node: Node) -> Layer:
    """Return what a node asks.

    Raises
    ------
    NotALayer
        With the reason why it asks nothing that can be said here.
    """
    translate = TRANSLATED.get(node.kind)
    if translate is None:
        raise NotALayer(f"cnncheck has no {node.kind}")
    layer = translate(node)
    if node.outputs > 1:
        layer = replace(layer, notes=(*layer.notes, "only its first output is asked"))
    return layer


def is_near(kind: str) -> bool:
    """Whether a kind of node is a convolution, a pooling or a padding, known here or not."""
    return kind in TRANSLATED or any(word in kind for word in ("Conv", "Pool", "Pad"))


def _conv(node: Node) -> Layer:
    X, W = node.image(), node.shape(1, "filter")
    rank = len(X) - 2
    steps = _steps(node, X, W)
    told = {"filter": W, **steps, "padding": padding_of(node, rank), **_grouped(node, W[0])}
    return Layer(f"conv{rank}d", X, told, ("X", "W", "b"))


def _conv_transpose(node: Node) -> Layer:
    X, W = node.image(), node.shape(1, "filter")
    rank = len(X) - 2
    steps = _steps(node, X, W)
    padding, more = transposed(node, X[2:], W[2:], **steps)
    grouped = _grouped(node, W[1] * node.number("group", 1))
    told = {"filter": W, **steps, "padding": padding, "output_padding": more, **grouped}
    return Layer(f"conv_transpose{rank}d", X, told, ("X", "W", "b"))


def _steps(node: Node, X: tuple[int, ...], W: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    rank = len(X) - 2
    if len(W) != len(X):
        raise NotALayer(f"its filter is {as_shape(W)}, its input {as_shape(X)}")
    kernel = node.along("kernel_shape", rank, None)
    if kernel not in (None, W[2:]):
        raise NotALayer(f"its kernel_shape is {as_shape(kernel or ())}, its filter {as_shape(W)}")
    stride, dilation = (node.along(name, rank, 1) for name in ("strides", "dilations"))
    assert stride is not None
    assert dilation is not None
    return {"stride": stride, "dilation": dilation}


def _grouped(node: Node, filters: int) -> dict[str, Any]:
    bias = node.input(2)
    if bias is not None and bias.shape not in (None, (None,), (filters,)):
        shape = as_shape("?" if length is None else length for length in bias.shape or ())
        raise NotALayer(f"its bias is {shape}, not {filters}")
    return {"groups": node.number("group", 1), "bias": bias is not None}


def _windows(node: Node) -> tuple[tuple[int, ...], dict[str, Any]]:
    X = node.image()
    rank = len(X) - 2
    window = node.along("kernel_shape", rank, None)
    stride, dilation = (node.along(name, rank, 1) for name in ("strides", "dilations"))
    if window is None:
        raise NotALayer("it has no kernel_shape")
    assert stride is not None
    assert dilation is not None
    ceil = bool(node.number("ceil_mode", 0))
    told = {"window": window, "stride": stride, "dilation": dilation, "ceil_mode": ceil}
    return X, {**told, "padding": padding_of(node, rank)}


def _max_pool(node: Node) -> Layer:
    X, told = _windows(node)
    return Layer(f"max_pool{len(X) - 2}d", X, told)


def _avg_pool(node: Node) -> Layer:
    X, told = _windows(node)
    operator = f"avg_pool{len(X) - 2}d"
    counts = bool(node.number("count_include_pad", 0))
    if counts and told["ceil_mode"]:
        # To ONNX what is beyond the padding is padding, too, so that all sums have one divisor.
        taps = prod(told["window"])
        note = f"ONNX counts what is beyond the padding, which is asked as divisor {taps}"
        return Layer(operator, X, {**told, "divisor": taps}, notes=(note,))
    counts = counts or not _pads(told["padding"])
    return Layer(operator, X, {**told, "count_include_pad": counts})


def _pads(padding: Padding) -> bool:
    """Whether there may be anything around an image."""
    return isinstance(padding, str) or set(padding) != {0}


def _global(kind: str) -> Callable[[Node], Layer]:
    def translate(node: Node) -> Layer:
        X = node.image()
        return Layer(f"{kind}_pool{len(X) - 2}d", X, {"window": X[2:]})

    return translate


def _pad(node: Node) -> Layer:
    X = node.image()
    before, after = _amounts(node, len(X))
    if any((*before[:2], *after[:2])):
        raise NotALayer("it pads images or channels, not what is around them")
    told: dict[str, Any] = {"before": before[2:], "after": after[2:]}
    word = node.word("mode", "constant")
    if word == "constant":
        value = node.constant(2, "value")
        number = node.attributes.get("value", 0.0) if value is None else value.item()
        told |= {"mode": "constant", "value": number} if number else {}
    elif word in MODES:
        told["mode"] = MODES[word]
    else:
        raise NotALayer(f"its mode is {word!r}")
    return Layer(f"pad{len(X) - 2}d", X, told)


def _amounts(node: Node, rank: int) -> tuple[list[int], list[int]]:
    """Return what is padded before and after every axis; an attribute before ONNX's version 11."""
    numbers = _whole(node)
    axes = node.constant(3, "axes")
    places = list(range(rank)) if axes is None else [int(each) % rank for each in axes.ravel()]
    if len(numbers) != 2 * len(places) or len(set(places)) < len(places):
        raise NotALayer(f"its pads are {len(numbers)} numbers for {len(places)} axes")
    before, after = [0] * rank, [0] * rank
    for at, place in enumerate(places):
        before[place], after[place] = numbers[at], numbers[at + len(places)]
    return before, after


def _whole(node: Node) -> list[int]:
    """Return what a node says is padded, in the order in which it says so."""
    pads = node.constant(1, "pads")
    told = node.attributes.get("pads", node.attributes.get("paddings"))
    numbers = (told or []) if pads is None else pads.ravel().tolist()
    if not isinstance(numbers, list | tuple) or not all(isinstance(each, int) for each in numbers):
        raise NotALayer(f"its pads are {numbers!r}, and only integers are amounts of padding")
    return [*numbers]


TRANSLATED: Mapping[str, Callable[[Node], Layer]] = {
    "Conv": _conv,
    "ConvTranspose": _conv_transpose,
    "MaxPool": _max_pool,
    "AveragePool": _avg_pool,
    "GlobalMaxPool": _global("max"),
    "GlobalAveragePool": _global("avg"),
    "Pad": _pad,
}
"""The kinds of nodes that can be said here."""
