"""One call of a function under test, and what there is to say about it without a reference.

Imported by the worker process: NumPy, and of ours only what imports nothing further.
"""

from __future__ import annotations

import inspect
import linecache
import traceback
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.calls import Reply
from cnncheck.dtypes import is_real
from cnncheck.implementations.described import described, with_article
from cnncheck.implementations.foreign import array_of
from cnncheck.implementations.sharing import sharing
from cnncheck.implementations.stepping import UnfitError
from cnncheck.outcomes import Outcome
from cnncheck.sandbox.texts import bounded
from cnncheck.submission import tracebacks
from cnncheck.submission.blank import NOTHING, blank_behind, is_blank
from cnncheck.submission.phase import ForbiddenUse, Phase, ReplacedUse
from cnncheck.submission.refusals import refuses
from cnncheck.submission.standins import StandIn
from cnncheck.submission.traps import fired

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from cnncheck.calls import From, Step
    from cnncheck.implementations.stepping import Steps

_NO_MEMORY = ("can't allocate memory", "can't start new thread", "Cannot allocate memory")
"""What packages, and the system, say in place of a MemoryError."""


def call(
    steps: Steps,
    own: tracebacks.Own | None = None,
    phase: Phase | None = None,
    read: Sequence[From] = (),
) -> Reply:
    """Do the steps of a call and look at what was done with their arguments.

    Parameters
    ----------
    steps : Steps
    own : callable, optional
        Which files are the person's own, for tracebacks.
    phase : Phase, optional
        What was replaced by stand-ins, and whether the call uses it.
    read : sequence of From, optional
        Where the answer may be.

    Raises
    ------
    KeyboardInterrupt
        Whoever runs code in their own process may stop it.
    """
    handed = steps.handed
    phase = phase or Phase()
    phase.refused = None
    caught: BaseException | None = None
    started = perf_counter()
    try:
        steps()
        value = steps.answer(read)
        if type(value) is StandIn:
            phase.refuse(value.__name__, "returns what comes from")
    except KeyboardInterrupt:
        raise
    except UnfitError as error:
        return _unfit(error, perf_counter() - started)
    except BaseException as error:
        caught = error
    asked = str(steps.step)
    if (caught := fired() or phase.cause(caught)) is not None:
        if isinstance(caught, NotImplementedError) and is_blank(steps.function):
            return _not_written(steps.step)
        if blank := blank_behind(caught):
            return _not_written(steps.step, f": {blank} is blank")
        reply = failed(caught, asked, own, perf_counter() - started, steps.function)
        if keys := _other_keys(caught, steps.step):
            reply = replace(reply, message=f"{reply.message}: {keys}")
        inputs = [arg.array for arg in handed.values()]
        refused = reply.outcome is Outcome.RAISED and refuses(caught, inputs, own)
        return replace(reply, outcome=Outcome.UNSUPPORTED) if refused else reply
    return _looked_at(value, steps, read, started)


def _other_keys(error: BaseException, step: Step) -> str:
    """Say which keys a dictionary has that was handed over, where another was looked for in it."""
    if not isinstance(error, KeyError) or not error.args:
        return ""
    *_, (frame, number) = traceback.walk_tb(error.__traceback__)
    line = linecache.getline(frame.f_code.co_filename, number)
    looked_in = [each for name, each in frame.f_locals.items() if f"{name}[" in line]
    asked_for = [each.keys() for each in looked_in if type(each) is dict]
    for name, value in step.arguments.items():
        if isinstance(value, dict) and value.keys() in asked_for and error.args[0] not in value:
            return (
                f"{name.rstrip('=')} has the keys {', '.join(map(repr, value))}; what has others is "
                "asked with a dialect of its own, which cnncheck init dialect --impl FILE begins"
            )
    return ""


def again(steps: Steps, own: tracebacks.Own, read: Sequence[From]) -> Reply:
    """Look at another answer of a call that has been made."""
    started = perf_counter()
    try:
        value = steps.answer(read)
    except UnfitError as error:
        return _unfit(error, perf_counter() - started)
    except BaseException as error:
        return failed(error, str(steps.step), own, perf_counter() - started, steps.function)
    return _looked_at(value, steps, read, started)


def _unfit(error: UnfitError, seconds: float) -> Reply:
    return Reply(None, error.outcome, error.message, error.hint, seconds=seconds)


def _looked_at(value: object, steps: Steps, read: Sequence[From], started: float) -> Reply:
    if any(value is each for each in NOTHING) and is_blank(steps.function):
        return _not_written(steps.step)
    asked = str(steps.step)
    try:
        value = array_of(value)  # some packages compute only now
        return _judged(value, steps, steps.entry(read), started)
    except BaseException as error:  # another device, no dtype of NumPy's, or a class that lies
        return Reply(
            None,
            Outcome.BAD_VALUE,
            f"{asked} returned something that cannot be read: {tracebacks.summary(error)}",
            "Return a plain numpy.ndarray.",
            seconds=perf_counter() - started,
        )


def _not_written(step: Step, why: str = "") -> Reply:
    what = f"{step.shown or step.function} is not written yet{why}"
    return Reply(None, Outcome.NOT_WRITTEN, what)


def failed(
    error: BaseException,
    asked: str,
    own: tracebacks.Own | None = None,
    seconds: float = 0.0,
    function: Callable[..., object] | None = None,
) -> Reply:
    """Turn what a call raised into a reply."""
    log = tracebacks.told(error, own)
    at = tracebacks.place(error, own)
    where = f" ({at})" if at else ""
    if type(error) is ReplacedUse:
        message = f"{asked} {error}{where}"
        return Reply(None, Outcome.NOT_ALLOWED, message, error.hint, log, seconds)
    if isinstance(error, ForbiddenUse):
        return Reply(None, Outcome.FORBIDDEN, f"{asked} {error}{where}", error.hint, log, seconds)
    what = tracebacks.summary(error)
    if isinstance(error, MemoryError) or any(words in what for words in _NO_MEMORY):
        return Reply(
            None,
            Outcome.MEMORY_LIMIT,
            f"{asked} asked for more memory than it may have: {what}{where}",
            "Look for an array whose size grows with the product of two inputs' sizes; if it needs "
            "so much, allow more with --memory.",
            log,
            seconds,
        )
    if isinstance(error, TypeError) and "'float' object cannot be interpreted" in what:
        where += ": a size that is computed with / is a float since Python 3; write //"
    if isinstance(error, TypeError) and "can be converted to Python scalars" in what:
        where += (
            ": NumPy no longer makes a number of an array with axes; write b.item() for float(b)"
        )
    hint = _raised_hint(error, own, function)
    return Reply(None, Outcome.RAISED, f"{asked} raised {what}{where}", hint, log, seconds)


def _raised_hint(
    error: BaseException, own: tracebacks.Own | None, function: Callable[..., object] | None
) -> str:
    if isinstance(error, SystemExit):
        return "A function that is checked must return its result; take out exit() and sys.exit()."
    if isinstance(error, RecursionError):
        return "It calls itself without end; look at the condition that should stop it."
    if isinstance(error, TypeError) and tracebacks.own_depth(error, own) == 0:
        return f"The arguments are handed over by position; {_taken(function)}."
    if isinstance(error, PermissionError):
        return "Checked code may not open other files, use the network or start processes."
    return tracebacks.missing_file_hint(error)


def _taken(function: Callable[..., object] | None) -> str:
    """Say what a function takes, as far as that can be known."""
    try:
        told = str(inspect.signature(function)) if function else ""
    except (TypeError, ValueError):
        told = ""
    return f"it takes {bounded(told)}" if told else "compare the function's signature"


def _judged(value: object, steps: Steps, entry: str, started: float) -> Reply:
    seconds = perf_counter() - started
    asked, handed = str(steps.step), steps.handed
    if (bad := bad_value(value, asked, seconds, entry)) is not None:
        return bad
    assert type(value) is np.ndarray
    changed = [name for name, arg in handed.items() if arg.changed]
    shared = sharing(value, steps)
    if changed:
        message = f"{asked} changed its argument {' and '.join(changed)} in place"
        hint = f"Work on a copy: {changed[0]} = {changed[0]}.copy()."
        return Reply(_plain(value), Outcome.MUTATED_INPUT, message, hint, seconds=seconds)
    if shared:
        message = f"{asked} returned memory of its argument {' and '.join(shared)}"
        hint = "Return a new array; a caller who changes the result would change the input too."
        return Reply(_plain(value), Outcome.ALIASED_OUTPUT, message, hint, seconds=seconds)
    return Reply(value, seconds=seconds)


def _plain(value: NDArray[Any]) -> NDArray[Any]:
    """Return a result that shares no memory with anything."""
    return value.copy()


def bad_value(value: object, asked: str, seconds: float, entry: str = "") -> Reply | None:
    """Return a reply when the value is not a plain numeric ndarray, else ``None``."""
    fault = _fault(value)
    if fault is None:
        return None
    what, hint = fault
    where = f" for {entry}" if entry else ""
    return Reply(None, Outcome.BAD_VALUE, f"{asked} returned{where} {what}", hint, seconds=seconds)


def _fault(value: object) -> tuple[str, str] | None:
    """Say what a result is instead of a plain numeric ndarray, and what to do about it."""
    kind = bounded(type(value).__name__, 100)
    if value is None:
        return "None, expected a numpy.ndarray", "Is a `return` missing at the end?"
    if isinstance(value, (tuple, dict)) or (isinstance(value, list) and _holds_arrays(value)):
        return f"{described(value)}, expected one numpy.ndarray", _alone(value)
    if isinstance(value, (np.generic, int, float, complex)):
        return (
            f"a single number ({kind}), expected a numpy.ndarray",
            "Was a sum taken over too many axes?",
        )
    if type(value) is not np.ndarray:
        subclass = isinstance(value, np.ndarray)
        return (
            f"{with_article(kind)}{', a subclass of numpy.ndarray' if subclass else ''}, "
            "expected a plain numpy.ndarray",
            "Finish with `return numpy.asarray(result)`."
            if not subclass
            else "Finish with `return numpy.array(result)`.",
        )
    if not value.dtype.isnative:
        return (
            f"an array of dtype {value.dtype}, whose bytes are in another order",
            f"Finish with `return result.astype('{value.dtype.newbyteorder('=')}')`.",
        )
    if not (value.dtype.kind == "c" or is_real(value.dtype)):
        return (
            f"an array of dtype {value.dtype}, expected numbers",
            "Rows of unequal length or None inside an array make dtype object."
            if value.dtype.hasobject
            else "Create the result with the dtype of the input.",
        )
    return None


def _holds_arrays(value: list[object]) -> bool:
    return any(isinstance(each, np.ndarray) for each in value)


def _alone(value: tuple[object, ...] | list[object] | dict[object, object]) -> str:
    """Say how to return the array alone."""
    if type(value) is tuple and len(value) == 1:
        return "A comma after what is returned makes a tuple of it; take it away."
    return "Return the array alone, without a cache or other results beside it."
