"""A first dialect of one's own, written from the code's own functions."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

from cnncheck.dialects.outline import text_of
from cnncheck.dialects.saying import UnclearError, said
from cnncheck.errors import UsageError, Where
from cnncheck.operators import OPERATORS
from cnncheck.starters.guessing import (
    Guess,
    guesses,
    is_channels_last,
    is_pair,
    keys,
    meaning,
    result,
    returned,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ASK = "decide what {} is: {} or cache, or a number"
_HEAD = """\
# How the functions of {0} are called: their names left of each =, ours right of it.
# Behind -> is what comes back, and which of it is the answer. `cnncheck guide signatures` has the rest.
#
#     cnncheck run cases/ --impl {0} --dialect {1}
name: {2}
functions:
"""
_FOOT = """\
dtypes: [float64]  # and float32, where results have the dtype of the image
"""


def draft(path: str, name: str) -> str:
    """Return a dialect in YAML for the functions of a file.

    Parameters
    ----------
    path : str
        Python, or a notebook.
    name : str
        Of the file that it will be written to.

    Raises
    ------
    UsageError
        When the file cannot be read, or no function in it looks like a layer's.
    """
    lines: dict[str, list[str]] = {}
    tree = _tree(path)
    found = list(guesses(tree))
    for guess in found:
        for pass_name in guess.passes:
            lines.setdefault(f"{guess.operator} {pass_name}", _line(guess, pass_name, found))
    if not any(not line.startswith("#") for each in lines.values() for line in each):
        raise UsageError(
            "has no function that looks like a convolution, a pooling or a padding",
            _by_hand(tree, name),
            Where(path),
        )
    body = "".join(f"  {line}\n" for each in lines.values() for line in each)
    stem = Path(path).stem
    return _HEAD.format(Path(path).name, name, stem) + body + _axes(found) + _FOOT


def _by_hand(tree: ast.Module, name: str) -> str:
    """Say how a person writes what cannot be guessed, of their first function."""
    theirs = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    theirs = [node for node in theirs if len(node.args.args) > 1] or theirs
    if not theirs:
        return (
            "classes are called in the dialect layer_classes; for the rest write a dialect in "
            "Python, as cnncheck guide signatures shows"
        )
    first = theirs[0]
    ours = ("X", "W", "stride[0]", "padding[0]")
    given = (f"{each.arg}={what}" for each, what in zip(first.args.args, ours, strict=False))
    names = ", ".join(node.name for node in theirs[:8])
    return (
        f"it has {names}; where one of them is a layer, write {name} by hand, such as "
        f"`functions: {{conv2d forward: '{first.name}({', '.join(given)})'}}`: "
        "cnncheck guide signatures shows how"
    )


def _tree(path: str) -> ast.Module:
    try:
        text = text_of(path, Path(path).read_bytes())
        magics = re.compile(r"^[ \t]*[%!].*$", re.M)
        return ast.parse(magics.sub("pass", text))
    except OSError as error:
        what = f"cannot be read: {(error.strerror or str(error)).lower()}"
        raise UsageError(what, "name a Python file or a notebook", Where(path)) from None
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        what = f"is no Python: {error}"
        raise UsageError(what, "mend it first", Where(path)) from None


def _line(guess: Guess, pass_name: str, found: list[Guess]) -> list[str]:
    """Return a call with what is to be decided before it; a comment where it does not load."""
    arguments, doubts = [], []
    forward = [
        each for each in found if each.operator == guess.operator and "forward" in each.passes
    ]
    kept = pass_name != "forward" and any(" cache" in _answers(e, "forward") for e in forward)
    for theirs, value, doubt in _arguments(guess, pass_name, kept):
        arguments.append(f"{theirs}={value}")
        doubts += [f"# {doubt}"] if doubt else []
    call = f"{guess.node.name}({', '.join(arguments)}){_answers(guess, pass_name)}"
    written = f"{guess.operator} {pass_name}: {_quoted(call)}"
    try:
        told = said(OPERATORS[guess.operator], pass_name, call)
    except UnclearError as unclear:
        return [*doubts, f"# the next line {unclear.what}; {unclear.hint}", f"# {written}"]
    if "cache" in told.names and not kept:
        return [
            *doubts,
            "# no forward pass returns the cache that the next line needs",
            f"# {written}",
        ]
    return [*doubts, written]


def _quoted(call: str) -> str:
    return "'" + call.replace("'", "''") + "'"


def _arguments(guess: Guess, pass_name: str, kept: bool) -> Iterator[tuple[str, str, str]]:
    """Yield arguments as they call them and as we do, and what a person must decide.

    Where a forward pass returns a cache it is handed over whole, whatever is taken out of it.
    """
    spec = guess.node.args
    names = [*spec.posonlyargs, *spec.args, *spec.kwonlyargs]
    defaults = [*[None] * (len(spec.posonlyargs + spec.args) - len(spec.defaults)), *spec.defaults]
    defaults += spec.kw_defaults
    asked = OPERATORS[guess.operator].arguments(pass_name)
    known = {*asked, "cache"}
    taken: set[str] = set()
    for each, default in zip(names, defaults, strict=True):
        theirs, ours = each.arg, meaning(each.arg, guess)
        if kept and ours == "cache":
            yield theirs, ours, ""
        elif inside := keys(guess.node, theirs):
            yield theirs, *_dictionary(guess, inside, asked)
        elif ours in known - taken:
            taken.add(ours)
            pair = is_pair(guess.node, theirs, default)
            if ours in ("stride", "padding") and not pair:
                told = f"{ours} is one number here; write {ours} where {theirs} is a pair"
                yield theirs, f"{ours}[0]", told
            elif ours == "window" and pair:  # alone it is one number where it is square
                yield theirs, f"({ours}[0], {ours}[1])", ""
            else:
                yield theirs, ours, ""
        elif default is None:
            yield theirs, "None", _ASK.format(theirs, ", ".join(asked))


def _dictionary(guess: Guess, inside: list[str], asked: Sequence[str]) -> tuple[str, str]:
    entries, doubts = [], []
    for key in inside:
        ours = meaning(re.sub(r"^(pool|kernel|filter)_?(h|w|height|width)$", "window", key), guess)
        single = ours in ("stride", "padding")
        known = ours in {*asked, "cache"}
        value = (f"{ours}[0]" if single else ours) if known else "None"
        entries.append(f'"{key}": {value}')
        doubts += [] if known else [_ASK.format(key, ", ".join(asked))]
    return "{" + ", ".join(entries) + "}", "; ".join(doubts)


def _answers(guess: Guess, pass_name: str) -> str:
    """Return which of several results is the answer."""
    names = returned(guess.node)
    if len(names) < 2:
        return ""
    if pass_name == "forward":
        return " -> answer, cache" + ", _" * (len(names) - 2)
    asked = [result(each) for each in names]
    at = asked.index(pass_name) if pass_name in asked else 0
    others = [each if each.isidentifier() and each != "answer" else "_" for each in names]
    return " -> " + ", ".join(
        "answer" if index == at else each for index, each in enumerate(others)
    )


def _axes(found: list[Guess]) -> str:
    there = {meaning(each.arg, guess) for guess in found for each in guess.node.args.args}
    orders = [f"{ours}: {order}" for ours, order in
              (("X", "NHWC"), ("W", "HWIO"), ("out_grad", "NHWC")) if ours in {*there, "X", "out_grad"}]  # fmt: skip
    last = any(
        is_channels_last(guess.node, each.arg)
        for guess in found
        for each in guess.node.args.args
        if meaning(each.arg, guess) in ("X", "out_grad")
    )
    line = f"axes: {{{', '.join(orders)}}}"
    if last:
        return f"{line}  # decide: this is how the lengths are called in the code\n"
    return f"# {line}  # decide: so, where channels come last\n"
