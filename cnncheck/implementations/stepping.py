"""The steps of a call, one after the other: a class is made, a forward pass run, a cache handed over.

Imported by the worker process: NumPy, and of ours only what imports nothing further.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from cnncheck.calls import From, Known, Step
from cnncheck.implementations.described import described
from cnncheck.outcomes import Outcome
from cnncheck.sandbox.layout import Handed
from cnncheck.submission.blank import NOTHING, is_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Handable: TypeAlias = (
        "Handed | From | Known | tuple[Handable, ...] | list[Handable] | dict[str, Handable] | str "
        "| float | bool | None"
    )

_NOTHING = object()
"""What is where nothing is."""


class UnfitError(Exception):
    """What the code gave is not what the next step needs, or has no answer in it.

    Parameters
    ----------
    message, hint : str
    outcome : Outcome
    """

    def __init__(self, message: str, hint: str, outcome: Outcome = Outcome.NOT_JUDGED) -> None:
        super().__init__(message)
        self.message, self.hint, self.outcome = message, hint, outcome


class Steps:
    """All steps of one call, to be done once.

    Parameters
    ----------
    steps : sequence of Step
        With arguments as they are handed over.
    functions : mapping of str to callable
        What operators call a function, to the function or class itself.
    results : sequence of str
        What all that the last step gives is called.

    Attributes
    ----------
    step : Step
        The one that is being done, or was last.
    function : callable
        What is called in it.
    """

    def __init__(
        self,
        steps: Sequence[Step],
        functions: Mapping[str, Callable[..., object]],
        results: Sequence[str] = (),
    ) -> None:
        self._steps, self._functions, self._results = steps, functions, results
        self._given: list[object] = []
        self.step = steps[-1]
        self.function: Callable[..., object] = functions[self.step.function]

    @property
    def handed(self) -> dict[str, Handed]:
        """The arrays that are handed over, by what to call them; those of the last step win."""
        return {
            key: each
            for step in self._steps
            for name, value in step.arguments.items()
            for key, each in _arrays(name, value)  # type: ignore[arg-type]
        }

    @property
    def taken(self) -> dict[str, object]:
        """What the last step took over from earlier ones, by what it calls that."""
        said = self._steps[-1].arguments.items() if self.done else ()
        return {
            name.rstrip("="): self._found(each) for name, each in said if isinstance(each, From)
        }

    @property
    def done(self) -> bool:
        """Whether all have been."""
        return len(self._given) == len(self._steps)

    def __call__(self) -> None:
        """Do all steps."""
        for step in self._steps:
            self.step = step
            if step.of is not None and not step.method:
                self._set(step)
                self._given.append(None)
            else:
                self._given.append(self._called(step))

    def answer(self, read: Sequence[From]) -> object:
        """Return what is asked for of what the steps gave.

        Parameters
        ----------
        read : sequence of From
            Where it may be; what the last step gives where there is none.

        Raises
        ------
        UnfitError
            When it is at none of the places.
        """
        last = self._given[-1]
        if not read:
            return last
        # What holds several results is none of them, unless they are looked for nowhere in it.
        within = any(each.step == len(self._steps) - 1 and each.path for each in read)
        several = within and isinstance(last, (tuple, list, dict))
        places = [each for each in read if each.path or not several]
        found = (self._found(each) for each in places)
        answer = next((each for each in found if each is not _NOTHING and each is not None), None)
        if (
            answer is None
            and not any(last is each for each in NOTHING)
            and not is_blank(self.function)
        ):
            raise self._unread(read, last)
        return answer

    def entry(self, read: Sequence[From]) -> str:
        """Return what the answer is called among all that the last step gave; empty if it is all."""
        last = self._given[-1]
        if not read or not read[0].path or not isinstance(last, (tuple, list, dict)):
            return ""
        index = read[0].path[0]
        return self._results[index] if isinstance(index, int) and self._results else ""

    def _unread(self, read: Sequence[From], last: object) -> UnfitError:
        kept = [each.path for each in read if each.step < len(self._given) - 1]
        if kept:
            return UnfitError(
                f"not judged: {self.step} leaves what is asked for nowhere that is known",
                f"Return it, or keep it in the object: as {', '.join(map(_shown, kept[:4]))}.",
            )
        names, index = self._results, read[0].path[0]
        name = names[index] if isinstance(index, int) and names else f"result {index}"
        there = any(self._found(each) is None for each in read if each.path)
        return UnfitError(
            f"{self.step} returned {described(last)}, expected {', '.join(names) or name}: "
            f"{name} is {'None' if there else 'missing'}",
            f"Return all of them, in this order: `return {', '.join(names)}`." if names else "",
            Outcome.BAD_VALUE,
        )

    def _called(self, step: Step) -> object:
        self.function = self._functions[step.function] if step.of is None else self._method(step)
        values = [self._value(arg) for key, arg in step.arguments.items() if key[-1:] != "="]
        named = {
            key[:-1]: self._value(arg) for key, arg in step.arguments.items() if key[-1:] == "="
        }
        return self.function(*values, **named)

    def _method(self, step: Step) -> Callable[..., object]:
        owner = self._found(step.of) if step.of is not None else None
        for name in step.method.split("|"):
            method: Callable[..., object] | None = getattr(owner, name, None)
            if callable(method):
                return method
        raise UnfitError(
            f"not judged: {type(owner).__name__} has no method {step.method.split('|')[0]}",
            "Define it in the class; a class that has no such pass cannot be asked for it.",
        )

    def _set(self, step: Step) -> None:
        """Give attributes of an object the values of the problem, where they have others."""
        owner = self._found(step.of) if step.of is not None else None
        for names, value in step.arguments.items():
            array = self._value(value)
            _put(owner, names.split("|"), array)

    def _value(self, value: Any) -> Any:
        """Return an argument as the code sees it."""
        if isinstance(value, Handed):
            return value.array
        if isinstance(value, From):
            found = self._found(value)
            if found is _NOTHING:
                raise self._missing(value)
            return found
        if isinstance(value, Known):
            return getattr(np, value.name)
        if isinstance(value, (tuple, list)):
            return type(value)(map(self._value, value))
        if isinstance(value, dict):
            return {key: self._value(each) for key, each in value.items()}
        return value

    def _found(self, place: From) -> object:
        value: object = self._given[place.step]
        for key in place.path:
            value = _within(value, key)
        return value

    def _missing(self, place: From) -> UnfitError:
        step = self._steps[place.step]
        got = self._given[place.step]
        return UnfitError(
            f"not judged: {step} returned {described(got)}, expected a result and its cache",
            f"{self.step} takes the cache that {step} returns: return both, as in "
            "`return out, cache`.",
        )


def _shown(path: tuple[int | str, ...]) -> str:
    return str([each for each in path if str(each)[-1:] != ")"][-1]).removeprefix(".")


def _within(value: object, key: int | str) -> object:
    """Return what is under a key; `_NOTHING` where there is nothing."""
    if isinstance(key, int):
        inside = isinstance(value, (tuple, list)) and -len(value) <= key < len(value)
        return value[key] if inside else _NOTHING  # type: ignore[index]
    if key.endswith("()"):
        method = getattr(value, key[1:-2], None)
        return method() if callable(method) else _NOTHING
    if key.startswith("."):
        return getattr(value, key[1:], _NOTHING)
    return value.get(key, _NOTHING) if isinstance(value, dict) else _NOTHING


def _put(owner: object, names: Sequence[str], array: NDArray[Any]) -> None:
    """Let the attribute, or the entry of a dictionary (``params.W``), hold an array."""
    for name in names:
        place, _, key = name.partition(".")
        held = getattr(owner, place, _NOTHING)
        if held is _NOTHING or (key and not (isinstance(held, dict) and key in held)):
            continue
        if isinstance(held, dict) and not key:
            raise UnfitError(
                f"not judged: {type(owner).__name__}.{place} is {described(held)}, expected an array",
                "Its weights have to be where they can be set; or say with --dialect where they are.",
            )
        before = held[key] if key else held  # type: ignore[index]
        fitted = _fitted(name, before, array)
        if key:
            held[key] = fitted  # type: ignore[index]
        else:
            setattr(owner, place, fitted)
        return
    raise UnfitError(
        f"not judged: {type(owner).__name__} has no attribute {' or '.join(names[:2])}",
        "Its weights have to be where they can be set; or say with --dialect where they are.",
    )


def _fitted(name: str, before: object, array: NDArray[Any]) -> NDArray[Any]:
    """Return an array in the shape that the code has made for it: a bias may be a column."""
    shape = getattr(before, "shape", None)
    if not isinstance(shape, tuple) or shape == array.shape:
        return array
    if array.ndim == 1 and np.prod(shape) == array.size:
        return array.reshape(shape)
    called = dict(zip(array.shape, ("out", "in", "k", "k"), strict=False))
    told = len(called) == 3 and sorted(shape) == sorted(array.shape)
    order = f"filters are ({', '.join(called[each] for each in shape)}) here: " if told else ""
    raise UnfitError(
        f"not judged: {order}{name} has shape {'x'.join(map(str, shape))}, expected "
        f"{'x'.join(map(str, array.shape))}",
        "Filters are (out channels, in channels, height, width) for cnncheck: write a dialect in "
        "Python that says another order, as cnncheck guide signatures shows.",
    )


def _arrays(name: str, value: Handable) -> Iterator[tuple[str, Handed]]:
    """Yield an argument's arrays and what to call them: ``cache``, ``cache[0]``."""
    if isinstance(value, Handed):
        yield name.rstrip("=").partition("|")[0], value
    elif isinstance(value, (tuple, list)):
        for index, each in enumerate(value):
            yield from _arrays(f"{name.rstrip('=')}[{index}]", each)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _arrays(f"{name.rstrip('=')}[{key!r}]", each)
