"""What the functions and the arguments of some code mean, by their names and by what is done with them."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnncheck.faults.declaring.passes import pass_of
from cnncheck.operators import FUNCTIONS, OPERATORS

if TYPE_CHECKING:
    from collections.abc import Iterator

_MEANT = {
    "X": "x inp input inputs img image images imgs a aprev data features map maps signal source src xs",
    "W": "w weight weights kernel kernels ker kern filter filters filt theta bank",
    "b": "b bias biases offset offsets shift",
    "out_grad": "dout dz da dy grad grads gradoutput outgrad gradout gradpool dldy dldz dldout delta deltas "
    "upstream g gy error err dl gradient",
    "stride": "stride strides step steps s hop",
    "padding": "pad padding pads p border margin zeros",
    "window": "window size poolsize kernelsize ksize k f side poolshape kernelshape win",
    "dilation": "dilation rate dil",
    "groups": "groups",
    "cache": "cache ctx memo saved kept state memory stash tape",
}
_MEANING = {word: ours for ours, words in _MEANT.items() for word in words.split()}
_NUMBERS = ("stride", "padding", "dilation", "groups")
_RESULTS = {
    "backward_input": "dx dinput dinp dimg dimage da daprev gradinput gradx ginput dxs gx dsrc dinputs",
    "backward_filter": "dw dweight dweights dker dkernel dfilter dfilters gradweight gradw gradkernel "
    "gw dk dtheta df",
    "backward_bias": "db dbias dbiases gradbias gradb gb doffset",
}
_ASKED = {word: name for name, words in _RESULTS.items() for word in words.split()}
_PARTS = {
    "backward_input": ("input", "data", "image", "_dx", "_x"),
    "backward_filter": ("weight", "filter", "kernel", "_dw", "_w"),
    "backward_bias": ("bias", "_db"),
}
_BACK = re.compile(r"back(ward)?|grad(ient)?s?|bprop|bwd|vjp|(^|_)d[xwb](_|$)")
_NUMPY = ("np", "numpy")
_OTHERS = re.compile(
    r"1d|3d|transpose|depthwise|single|step|test|check|plot|fft_|im2col|col2im|net"
)


@dataclass(frozen=True, slots=True)
class Guess:
    """A function, and what it seems to be for.

    Attributes
    ----------
    node : FunctionDef
    operator : str
    passes : tuple of str
    """

    node: ast.FunctionDef
    operator: str
    passes: tuple[str, ...]

    @property
    def pooling(self) -> bool:
        """Whether it is of a pooling, in which a kernel is no array."""
        return "pool" in self.operator


def guesses(tree: ast.Module) -> Iterator[Guess]:
    """Yield the functions at the top of a file that seem to be a layer's."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            name = node.name.lower()
            operator = _operator(name)
            if known := _known(node):
                yield known
            elif operator and not _OTHERS.search(name):
                yield Guess(node, operator, _passes(name, operator, node))


def _known(node: ast.FunctionDef) -> Guess | None:
    """Return what a function is for that is called as an operator on images calls it."""
    if node.name not in FUNCTIONS:
        return None
    operator, pass_name = pass_of(node.name)
    return Guess(node, operator.name, (pass_name,)) if operator.rank == 2 else None


def _operator(name: str) -> str:
    if "pool" in name or "subsampl" in name:
        return "avg_pool2d" if re.search("avg|average|mean", name) else "max_pool2d"
    if re.search("conv|corr", name):
        return "conv2d"
    if re.match(r"(zero_?)?pad", name):
        return "pad2d" if _BACK.search(name) else "zero_padding"
    return ""


def _passes(name: str, operator: str, node: ast.FunctionDef) -> tuple[str, ...]:
    if not _BACK.search(name):
        return ("forward",)
    if operator != "conv2d":
        return ("backward",)
    told = [each for each in map(result, returned(node)) if each]
    if len(told) > 1:
        return tuple(told)
    rest = _BACK.sub("_", name) if "back" in name or "grad" in name else name
    named = [each for each, words in _PARTS.items() if any(word in f"_{rest}" for word in words)]
    return tuple(named[:1] or told or ["backward_input"])


def meaning(name: str, guess: Guess) -> str:
    """Return what we call an argument; empty where that is not known."""
    if name in OPERATORS[guess.operator].arguments(guess.passes[0]):
        return name
    plain = name.lower().replace("_", "")
    ours = _MEANING.get(plain) or _by_a_part(name)
    if guess.operator == "zero_padding" and name == guess.node.args.args[-1].arg:
        ours = ours or "padding"
    if guess.pooling and ours == "W":
        return "window"
    if not guess.pooling and ours == "window":
        return "W" if plain in ("k", "f") else ""
    return ours


def _by_a_part(name: str) -> str:
    """Return what a number is called that has more words to it: ``zero_pad``, ``pool_stride``."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().split("_")
    meant = {ours for each in words if (ours := _MEANING.get(each)) in _NUMBERS}
    return meant.pop() if len(meant) == 1 else ""


def result(name: str) -> str:
    """Return the pass whose answer has a name; empty where that is not known."""
    return _ASKED.get(name.lower().replace("_", ""), "")


def returned(node: ast.FunctionDef) -> list[str]:
    """Return the names of what a function returns last, ``_`` for what has none."""
    returns = [each for each in ast.walk(node) if isinstance(each, ast.Return) and each.value]
    value = returns[-1].value if returns else None
    if isinstance(value, ast.Dict):
        texts = [each.value for each in value.keys if isinstance(each, ast.Constant)]
        return [each for each in texts if isinstance(each, str)]
    parts = value.elts if isinstance(value, ast.Tuple) else [value] if value else []
    return [_bias_summed(each) or _named(each) for each in parts]


def _bias_summed(node: ast.expr) -> str:
    """Return ``db`` for what sums a gradient up as it is returned; else nothing."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return ""
    owner = node.func.value
    of_numpy = isinstance(owner, ast.Name) and owner.id in _NUMPY
    summed = node.args[0] if of_numpy and node.args else owner
    whose = _MEANING.get(_named(summed).lower().replace("_", ""), "")
    return "db" if node.func.attr == "sum" and whose == "out_grad" else ""


def _named(node: ast.expr) -> str:
    inner = node
    while isinstance(inner, (ast.Subscript, ast.Attribute, ast.Call)):
        inner = inner.func if isinstance(inner, ast.Call) else inner.value
    return inner.id if isinstance(inner, ast.Name) and inner.id not in _NUMPY else "_"


def keys(node: ast.FunctionDef, name: str) -> list[str]:
    """Return the keys that a function takes out of an argument."""
    found = [
        key.value
        for each in ast.walk(node)
        if isinstance(each, ast.Subscript) and _is(each.value, name)
        for key in [each.slice]
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    ]
    return list(dict.fromkeys(found))


def is_pair(node: ast.FunctionDef, name: str, default: ast.expr | None) -> bool:
    """Whether an argument is taken apart, or is a pair where it is not given."""
    if isinstance(default, ast.Tuple):
        return True
    for each in ast.walk(node):
        if isinstance(each, ast.Subscript) and _is(each.value, name):
            return isinstance(each.slice, ast.Constant) and isinstance(each.slice.value, int)
        if isinstance(each, ast.Assign):
            to, value = each.targets[0], each.value
            both = isinstance(to, ast.Tuple) and isinstance(value, ast.Tuple)
            parts = zip(to.elts, value.elts, strict=False) if both else ()  # type: ignore[attr-defined]
            pairs = [*parts, (to, value)]
            if any(isinstance(one, ast.Tuple) and _is(what, name) for one, what in pairs):
                return True
    return False


def is_channels_last(node: ast.FunctionDef, name: str) -> bool:
    """Whether the last of four lengths of an array is called like channels, and the second is not.

    Or whether its last axis is the one that is not padded.
    """
    if any(_pads_but_the_last(each, name) for each in ast.walk(node)):
        return True
    for each in ast.walk(node):
        if not isinstance(each, ast.Assign) or not isinstance(each.value, ast.Attribute):
            continue
        if each.value.attr != "shape" or not _is(each.value.value, name):
            continue
        names = [_named(one).lower() for one in getattr(each.targets[0], "elts", [])]
        if len(names) == 4:
            return bool(_CHANNELS.search(names[3]) and not _CHANNELS.search(names[1]))
    return False


def _pads_but_the_last(node: ast.AST, name: str) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    if node.func.attr != "pad" or len(node.args) < 2 or not _is(node.args[0], name):
        return False
    amounts = [ast.unparse(each).strip("()[]") for each in getattr(node.args[1], "elts", [])]
    none = [each.replace(" ", "") in ("0,0", "0", "0,") for each in amounts]
    return none == [True, False, False, True]


_CHANNELS = re.compile(r"(^|_)c(_|$|\d|in|h)|chan|depth|^c")


def _is(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
