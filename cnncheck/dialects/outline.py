"""What source texts define, as far as that can be seen without parsing them.

Python's parser is not for texts that nobody knows: some bring it down, and what cannot be parsed
here is told by the process that loads the code. A definition in a string is taken for one.
"""

from __future__ import annotations

import inspect
import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cnncheck.dialects.bodies import LONGEST, attributes_in, body_of, called_in, parts_of, quoted_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_HEAD = re.compile(r"^([ \t]*)(?:async[ \t]+)?(def|class)[ \t]+([A-Za-z_]\w*)[ \t]*([(:])", re.M)
_NAMED = re.compile(r"^([A-Za-z_]\w*)[ \t]*=[ \t]*([A-Za-z_]\w*)[ \t]*(?:#.*)?$", re.M)
_APPLIED = re.compile(r"^([A-Za-z_]\w*)[ \t]*=[ \t]*([A-Za-z_]\w*)\.apply[ \t]*(?:#.*)?$", re.M)
"""A function of a class as minitorch and torch have them: ``conv2d = Conv2dFun.apply``."""
_BOUND = re.compile(
    r"^([A-Za-z_]\w*(?:[ \t]*,[ \t]*[A-Za-z_]\w*)*)[ \t]*=[ \t]*(?:lambda\b|[A-Za-z_][\w.]*[ \t]*\()",
    re.M,
)
"""What a call makes, or a lambda: ``conv1d, conv1d_backward_input = convolution(1)``."""
_UNSET = re.compile(r"=\s*None\s*$")
_LOOKED_FOR = r"\b{0}\s+(?:is|or|if)\b|\b{0}\s*[!=]=|\b(?:not|if)\s+(?:self\.)?{0}\b"
_DEEPEST = 3
"""Calls within calls that are followed."""
_MOST = 5000
"""Definitions in one file that are looked at."""


@dataclass(frozen=True, slots=True)
class Written:
    """A function as it is written.

    Attributes
    ----------
    name : str
    parameters : tuple of str
        Without ``self`` where it is a method.
    required : int
        How many of them have no default.
    open_ended : bool
        Whether it takes ``*args`` or ``**kwargs``.
    file : str
    bare : int
        How many of the first are taken by position alone.
    named : tuple of str
        Those that are taken by name alone.
    quoted : frozenset of str
        Words in quotes, but those that only a docstring or a comment has, in what it calls, too.
    unset : frozenset of str
        Parameters whose default is ``None``, which the function looks for.
    """

    name: str
    parameters: tuple[str, ...] = ()
    required: int = 0
    open_ended: bool = False
    file: str = ""
    bare: int = 0
    named: tuple[str, ...] = ()
    quoted: frozenset[str] = frozenset()
    unset: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.name}({', '.join([*self.parameters, *['...'] * self.open_ended])})"


@dataclass(frozen=True, slots=True)
class Class:
    """A class as it is written: its name, its methods by theirs, and what it sets in itself.

    An entry of a dictionary is written ``params.W``.
    """

    name: str
    methods: Mapping[str, Written] = field(default_factory=dict)
    file: str = ""
    attributes: frozenset[str] = frozenset()

    @property
    def made(self) -> Written:
        """Parameters of the constructor."""
        init = self.methods.get("__init__", Written(self.name))
        return replace(init, name=self.name, file=self.file)


@dataclass(frozen=True, slots=True)
class Outline:
    """The functions and classes of some files."""

    functions: tuple[Written, ...] = ()
    classes: tuple[Class, ...] = ()
    inside: tuple[tuple[str, str, str], ...] = ()
    """What stands in another: ``class`` or ``def``, the name of that, and its own."""
    bound: frozenset[str] = frozenset()
    """Names of what may be a function, but nobody can read which parameters it has."""

    def functions_named(self, name: str) -> list[Written]:
        """Return the functions of a name."""
        return [each for each in self.functions if each.name == name]

    @property
    def names(self) -> set[str]:
        """The names of all functions and classes."""
        return {each.name for each in self.functions} | {each.name for each in self.classes}


def outline_of(files: Iterable[tuple[str, bytes]]) -> Outline:
    """Return what files define.

    Parameters
    ----------
    files : iterable of (str, bytes)
        Python files and notebooks, by name.
    """
    functions: list[Written] = []
    classes: list[Class] = []
    inside: list[tuple[str, str, str]] = []
    bound: set[str] = set()
    for name, content in files:
        text = text_of(name, content)
        _read(name, text, functions, classes, inside)
        bound |= {each.strip() for names in _BOUND.findall(text) for each in names.split(",")}
    return Outline(tuple(functions), tuple(classes), tuple(inside), frozenset(bound))


def outline_of_functions(functions: Mapping[str, object]) -> Outline:
    """Return what is imported already, as if it were written."""
    found: list[Written] = []
    classes: list[Class] = []
    for name, each in functions.items():
        if isinstance(each, type):
            methods = {
                key: _loaded(key, value) for key, value in vars(each).items() if callable(value)
            }
            classes.append(Class(name, {key: _without_self(one) for key, one in methods.items()}))
        else:
            found.append(_loaded(name, each))
    return Outline(tuple(found), tuple(classes))


def _loaded(name: str, function: object) -> Written:
    try:
        told = inspect.signature(function).parameters.values()  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return Written(name, open_ended=True)
    several = {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}
    names = [each for each in told if each.kind not in several]
    required = sum(each.default is inspect.Parameter.empty for each in names)
    return Written(
        name,
        tuple(each.name for each in names),
        required,
        len(names) < len(told),
        bare=sum(each.kind is each.POSITIONAL_ONLY for each in names),
        named=tuple(each.name for each in names if each.kind is each.KEYWORD_ONLY),
        unset=frozenset(
            each.name
            for each in names
            if each.default is None and re.search(_LOOKED_FOR.format(each.name), _source(function))
        ),
    )


def _source(function: object) -> str:
    """Return the text of what is imported, where there is one."""
    try:
        return inspect.getsource(function)  # type: ignore[arg-type]
    except (OSError, TypeError):
        return ""


def text_of(name: str, content: bytes) -> str:
    """Return the Python of a file, or of a notebook's cells; empty where it is neither."""
    text = content.decode("utf-8", "replace")
    if not name.endswith(".ipynb"):
        return text if name.endswith(".py") else ""
    try:
        cells = json.loads(text)["cells"]
        sources = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
        return "\n".join(each if isinstance(each, str) else "".join(each) for each in sources)
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def _read(
    file: str,
    text: str,
    functions: list[Written],
    classes: list[Class],
    inside: list[tuple[str, str, str]],
) -> None:
    around: list[tuple[int, str, dict[str, Written] | None]] = []
    first, calls = len(functions), dict[str, frozenset[str]]()
    for count, head in enumerate(_HEAD.finditer(text)):
        if count == _MOST:
            break
        indent, kind, name = len(head[1].expandtabs(8)), head[2], head[3]
        while around and around[-1][0] >= indent:
            around.pop()
        methods = around[-1][2] if around else None
        if around:
            within = "def" if methods is None else "class"
            inside.append((within, ".".join(each[1] for each in around), name))
        if kind == "class":
            defined: dict[str, Written] = {}
            if not around:
                classes.append(Class(name, defined, file, attributes_in(body_of(text, head.end()))))
            around.append((indent, name, defined))
            continue
        written = _written(name, text, head.end(), file) if head[4] == "(" else Written(name)
        if methods is not None:
            methods[name] = _without_self(written)
        elif not around:
            body = body_of(text, head.end())
            calls[name] = called_in(body)
            functions.append(replace(written, quoted=quoted_in(body)))
        around.append((indent, name, None))
    functions[first:] = _with_what_they_call(functions[first:], calls)
    known = {each.name: each for each in functions}
    applied = {each.name: each.methods["forward"] for each in classes if "forward" in each.methods}
    for name, of in _APPLIED.findall(text):
        if of in applied and name not in known:
            functions.append(replace(applied[of], name=name, file=file))
    functions += [
        replace(known[again[2]], name=again[1], file=file)
        for again in _NAMED.finditer(text)
        if again[2] in known and again[1] not in known
    ]


def _with_what_they_call(
    functions: list[Written], calls: Mapping[str, frozenset[str]]
) -> list[Written]:
    """Return the functions of a file with the words that are quoted in those they call, too."""
    quoted = {each.name: each.quoted for each in functions}
    for _ in range(_DEEPEST):
        quoted = {
            name: words.union(*(quoted[each] for each in calls[name] if each in quoted))
            for name, words in quoted.items()
        }
    return [replace(each, quoted=quoted[each.name]) for each in functions]


def _without_self(written: Written) -> Written:
    return replace(
        written,
        parameters=written.parameters[1:],
        required=max(written.required - 1, 0),
        bare=max(written.bare - 1, 0),
    )


def _written(name: str, text: str, start: int, file: str) -> Written:
    names: list[str] = []
    unset: set[str] = set()
    required, open_ended, bare, first_named = 0, False, 0, None
    for part in parts_of(text[start : start + LONGEST]):
        found = re.match(r"\s*(\*{0,2})\s*([A-Za-z_]\w*)?", part)
        stars, word = (found[1], found[2]) if found else ("", None)
        if stars:
            open_ended = open_ended or word is not None
            first_named = len(names) if stars == "*" else first_named
        elif part.strip() == "/":
            bare = len(names)
        elif word:
            names.append(word)
            required += _splits(part) < 0
            if _UNSET.search(part) and re.search(_LOOKED_FOR.format(word), body_of(text, start)):
                unset.add(word)
    named = tuple(names[first_named:]) if first_named is not None else ()
    return Written(
        name, tuple(names), required, open_ended, file, bare, named, unset=frozenset(unset)
    )


def _splits(part: str) -> int:
    """Return where a default begins; -1 where there is none."""
    return part.find("=")
