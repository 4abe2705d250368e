"""Which classes of a file are layers, and what their constructors take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cnncheck.dialects.outline import Class, Outline


_WEIGHTS = ("W", "weight", "weights", "w", "kernel", "kernels", "filters", "filter")


_BIASES = ("b", "bias", "biases")


_OWNERS = ("params", "param", "parameters", "theta")
"""Dictionaries that hold weights; and those that are called like these themselves."""


_MEANT = {
    "in": "in_channels in_channel input_channel input_channels in_ch channels_in n_in in_planes c_in in_c channels",
    "out": "out_channels out_channel output_channel output_channels out_ch channels_out n_out out_planes c_out out_c "
    "num_filters n_filters filters num_kernels",
    "side": "kernel_size k_size kernel_shape kernel filter_size ksize k f kernel_dim pool_size pool_dim window size "
    "window_size",
    "high": "pool_h pool_height ph kernel_h kernel_height kh",
    "wide": "pool_w pool_width pw kernel_w kernel_width kw",
    "W": "w weight weights",
    "b": "b bias biases",
    "stride": "stride strides s",
    "padding": "pad padding p",
}


_MEANING = {word: meaning for meaning, words in _MEANT.items() for word in words.split()}


WITH_CLASSES = ("conv2d", "max_pool2d", "avg_pool2d")
"""Operators that classes are looked for."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A class, and what its constructor takes: names of parameters by what they mean."""

    written: Class
    takes: Mapping[str, str]
    weight: str = ""
    bias: str = ""

    @property
    def handed_weights(self) -> bool:
        """Whether the constructor takes them."""
        return "W" in self.takes

    @property
    def two_sides(self) -> bool:
        """Whether it takes height and width."""
        return {"high", "wide"} <= self.takes.keys()

    @property
    def backward(self) -> str:
        """The method that goes back; empty where there is none."""
        named = ("backward", "backprop", "back")
        return next((each for each in named if each in self.written.methods), "")


def best_layer(outline: Outline, operator: str) -> Layer | None:
    """Return the class that can be asked most, the first of several."""
    found = [layer for each in outline.classes if (layer := layer_of(each, operator))]
    return max(found, key=lambda each: bool(each.backward), default=None)


def layer_of(written: Class, operator: str) -> Layer | None:
    """Understand a class; ``None`` where it is of something else, or takes what is not known."""
    if (
        operator_of(written.name) != operator
        or not {"forward", "__call__"} & written.methods.keys()
    ):
        return None
    made, takes = written.made, dict[str, str]()
    for index, name in enumerate(made.parameters):
        meaning = _MEANING.get(name.lower())
        if meaning and meaning not in takes:
            takes[meaning] = name
        elif index < made.required:
            return None
    # What the constructor is handed it may keep under any name.
    handed = {each: takes.get(each, "") if "W" in takes else "" for each in ("W", "b")}
    weight = next(held(written, _WEIGHTS), handed["W"])
    bias = next(held(written, _BIASES), handed["b"])
    if operator != "conv2d":
        return Layer(written, takes) if {"side", "high"} & takes.keys() else None
    known = "W" in takes or {"in", "out", "side"} <= takes.keys()
    return Layer(written, takes, weight, bias) if known and weight else None


def why_none(outline: Outline, operator: str) -> str:
    """Say why no class is understood of those that are named after an operator; empty if none is."""
    named = (each for each in outline.classes if operator_of(each.name) == operator)
    return next((f"{each.made}: {_obstacle(each)}" for each in named), "")


def has_unclear(outline: Outline) -> bool:
    """Whether some class is named after a layer, and none of them is understood."""
    return any(why_none(outline, operator) for operator in WITH_CLASSES)


def _obstacle(written: Class) -> str:
    if not {"forward", "__call__"} & written.methods.keys():
        return "it has no method forward(x)"
    made = written.made
    for name in made.parameters[: made.required]:
        if name.lower() not in _MEANING:
            return f"what its constructor's {name} means is not known"
    takes = {_MEANING.get(name.lower()) for name in made.parameters}
    if operator_of(written.name) != "conv2d":
        return "its constructor takes no size of a window, such as kernel_size"
    if "W" not in takes and not {"in", "out", "side"} <= takes:
        sizes = {"in": "in_channels", "out": "out_channels", "side": "kernel_size"}
        lacking = [name for meaning, name in sizes.items() if meaning not in takes]
        return f"its constructor takes no weights, and no {', '.join(lacking)} either"
    return f"it keeps its weights in no attribute called {', '.join(_WEIGHTS[:4])} or the like"


def held(written: Class, names: tuple[str, ...]) -> Iterator[str]:
    """Yield the attributes, and entries of dictionaries, that an object keeps under some names."""
    owned = {each.partition(".")[0] for each in written.attributes if "." in each}
    for name in names:
        plain = (name,) if name not in owned else ()
        entries = (f"{owner}.{name}" for owner in (*_OWNERS, *_WEIGHTS, *_BIASES))
        yield from (each for each in (*plain, *entries) if each in written.attributes)


def operator_of(name: str) -> str:
    """Return the operator that a class is named after."""
    plain = name.lower().replace("_", "")
    others = ("net", "model", "block", "transpose", "1d", "3d", "relu", "depthwise", "test")
    if any(word in plain for word in others):
        return ""
    if "conv" in plain:
        return "conv2d"
    if "pool" in plain:
        if any(word in plain for word in ("global", "adaptive", "mean", "avg", "average")):
            return "avg_pool2d" if "avg" in plain or "average" in plain else ""
        return "max_pool2d"
    return ""
