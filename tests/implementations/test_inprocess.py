"""Functions called in the same process."""

import numpy as np
import pytest

from cnncheck.dialects import Call
from cnncheck.errors import UsageError
from cnncheck.implementations.inprocess import InProcess
from cnncheck.implementations.opening import open_implementation
from cnncheck.options import Options
from cnncheck.outcomes import Outcome


def problem(X=None, function="zero_padding", padding=(1, 2)):
    X = np.arange(24.0).reshape(1, 2, 3, 4) if X is None else X
    return Call(function, {"X": X, "padding": padding})


def ask(function, X=None, **kwargs):
    return InProcess("theirs", {"zero_padding": function}).call(problem(X), **kwargs)


def pad(X, padding):
    ph, pw = padding
    out = np.zeros((*X.shape[:2], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out


def test_the_value_comes_back():
    """A call that goes well gives its value and nothing else."""
    reply = ask(pad)
    assert reply.outcome is Outcome.PASSED
    assert reply.message == reply.hint == reply.log == ""
    assert np.array_equal(reply.value, pad(problem().arguments["X"], (1, 2)))
    assert reply.seconds > 0


def test_the_builtin_answers():
    """The built-in implementation is cnncheck's own layers."""
    implementation = open_implementation("builtin", Options(isolated=False))
    reply = implementation.call(problem())
    assert np.array_equal(reply.value, pad(problem().arguments["X"], (1, 2)))
    assert implementation.name == "builtin"
    assert implementation.isolation == "none: called in the same process, without limits"


@pytest.mark.parametrize(
    "make",
    [
        lambda: np.arange(24.0).reshape(1, 2, 3, 4),
        lambda: np.asfortranarray(np.arange(24.0).reshape(1, 2, 3, 4)),
        lambda: np.arange(96.0).reshape(1, 2, 6, 8)[:, :, ::2, 1::2],
        lambda: np.arange(24.0).reshape(1, 2, 3, 4)[:, ::-1, :, ::-1],
        lambda: np.arange(24.0).reshape(4, 3, 2, 1).transpose(3, 2, 0, 1),
    ],
    ids=["C", "F", "strided", "reversed", "transposed"],
)
def test_the_copy_lies_in_memory_as_the_original(make):
    """Strides are kept, writing is allowed, and the original never changes."""
    original = make()
    seen = {}

    def look(X, padding):
        seen.update(
            strides=X.strides, writeable=X.flags.writeable, equal=np.array_equal(X, original)
        )
        X[0, 0, 0, 0] = 99
        return X.copy()

    before = original.copy()
    reply = ask(look, original)
    assert seen == {"strides": original.strides, "writeable": True, "equal": True}
    assert reply.outcome is Outcome.MUTATED_INPUT
    assert np.array_equal(original, before)


def test_what_lies_around_a_strided_view_is_not_zero():
    """Reading past the strides shows NaN, not zeros that happen to be right."""
    original = np.zeros((1, 1, 8, 8))[:, :, 1:4, 1:4]
    reply = ask(
        lambda X, padding: np.lib.stride_tricks.as_strided(X, (1, 1, 3, 8)).copy(), original
    )
    assert np.isnan(reply.value).any()


def test_a_changed_input_is_named():
    """Mutation is a failure that still carries its value."""

    def inplace(X, padding):
        X *= 2
        return X.copy()

    reply = ask(inplace)
    assert reply.outcome is Outcome.MUTATED_INPUT
    assert reply.message == "zero_padding(X, padding) changed its argument X in place"
    assert reply.hint == "Work on a copy: X = X.copy()."
    assert reply.value is not None


def test_writing_back_the_same_number_with_another_sign_is_mutation():
    """Bytes are compared: 0.0 and -0.0 differ, NaN equals itself."""

    def negate_zero(X, padding):
        X[0, 0, 0, 0] = -0.0
        return X.copy()

    assert ask(negate_zero).outcome is Outcome.MUTATED_INPUT
    assert ask(lambda X, padding: X.copy(), np.full((1, 1, 2, 2), np.nan)).outcome is Outcome.PASSED


@pytest.mark.parametrize("place", [0, -1])
@pytest.mark.parametrize("order", ["C", "F"])
def test_one_element_of_a_large_input_is_mutation(place, order):
    """Large arrays are compared piece by piece."""
    X = np.ones((1, 1, 600, 601), order=order)

    def change(X, padding):
        X.flat[place] = 2
        return X.copy()

    assert ask(change, X).outcome is Outcome.MUTATED_INPUT
    assert X.flat[place] == 1
    assert ask(lambda X, padding: X.copy(), X).outcome is Outcome.PASSED


def test_an_input_reshaped_in_place_is_mutation():
    """Metadata belongs to the input too."""

    def reshape(X, padding):
        X.shape = (24,)
        return X.copy()

    with pytest.warns() if np.lib.NumpyVersion(np.__version__) >= "2.5.0" else _null():
        assert ask(reshape).outcome is Outcome.MUTATED_INPUT


def _null():
    import contextlib

    return contextlib.nullcontext()


def test_an_aliased_result_is_named():
    """A view of the input is a failure that still carries its value."""
    reply = ask(lambda X, padding: X[:, :, ::-1])
    assert reply.outcome is Outcome.ALIASED_OUTPUT
    assert reply.message == "zero_padding(X, padding) returned memory of its argument X"
    assert reply.value.base is None


def test_a_view_of_ones_own_array_is_fine():
    """Only memory of an input counts as aliasing."""
    assert ask(lambda X, padding: np.zeros((4, 4))[1:3]).outcome is Outcome.PASSED


class Liar(np.ndarray):
    """Says that it is whatever is wanted."""

    @property
    def __class__(self):
        return np.ndarray


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "returned None, expected a numpy.ndarray"),
        ([[1.0]], "returned a list, expected a plain numpy.ndarray"),
        ({}, "returned a dictionary with nothing in it, expected one numpy.ndarray"),
        (..., "returned an ellipsis, expected a plain numpy.ndarray"),
        ((np.zeros(1), None), "returned a tuple of 2 (array 1, None), expected one numpy.ndarray"),
        (np.float64(3), "returned a single number (float64), expected a numpy.ndarray"),
        (
            np.zeros(3).view(Liar),
            "returned a Liar, a subclass of numpy.ndarray, expected a plain numpy.ndarray",
        ),
        (
            np.ma.zeros(3),
            "returned a MaskedArray, a subclass of numpy.ndarray, expected a plain numpy.ndarray",
        ),
        (np.array([None, 1]), "returned an array of dtype object, expected numbers"),
        (np.array(["a"]), "returned an array of dtype <U1, expected numbers"),
        (np.zeros(2, ">f8"), "an array of dtype >f8, whose bytes are in another order"),
        (np.zeros(2, "f8,f8"), "expected numbers"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_that_are_no_arrays(value, message):
    """Whatever is not a plain numeric ndarray is a bad value, told in the person's words."""
    reply = ask(lambda X, padding: value)
    assert reply.outcome is Outcome.BAD_VALUE
    assert reply.value is None
    assert message in reply.message
    assert reply.hint


def test_an_error_is_told_with_the_persons_own_lines():
    """The traceback has the function's frames and none of cnncheck's."""

    def broken(X, padding):
        return X[0, 0, 0, 99]

    reply = ask(broken)
    assert reply.outcome is Outcome.RAISED
    assert reply.message.startswith(
        "zero_padding(X, padding) raised IndexError: index 99 is out of bounds for axis 3 with size 4"
    )
    assert "in broken" in reply.message
    assert "return X[0, 0, 0, 99]" in reply.log
    assert "calling.py" not in reply.log


def test_a_wrong_signature_is_explained():
    """A TypeError from the call itself points at the signature."""
    reply = ask(lambda X: X)
    assert reply.outcome is Outcome.RAISED
    assert reply.hint == "The arguments are handed over by position; it takes (X)."


def test_an_error_that_cannot_be_printed():
    """An error whose own methods raise is still told."""

    class Bad(Exception):
        def __str__(self):
            raise RuntimeError

    def broken(X, padding):
        raise Bad

    assert "Bad (its message could not be printed)" in ask(broken).message


def test_exit_and_memory_are_told_apart():
    """SystemExit is an error like others; MemoryError is the memory limit."""

    def leave(X, padding):
        raise SystemExit(3)

    def huge(X, padding):
        return np.zeros(1 << 58)

    assert ask(leave).hint.startswith("A function that is checked must return its result")
    assert ask(huge).outcome is Outcome.MEMORY_LIMIT


def test_ctrl_c_is_the_persons():
    """An interrupt is not swallowed in this process."""

    def stop(X, padding):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ask(stop)


def test_a_missing_function_is_skipped_with_a_reason():
    """The reply names what is there, or the nearest name."""
    near = InProcess("theirs", {"zero_paddings": pad}).call(problem())
    assert near.outcome is Outcome.NOT_ASKED
    assert near.message == "theirs has no function zero_padding"
    assert near.hint == (
        "Did you mean zero_paddings? Then rename it, or say --bind zero_padding=zero_paddings."
    )
    other = InProcess("theirs", {"f": pad}).call(problem())
    assert (
        other.hint
        == "It has f. Define zero_padding, or name another with --bind zero_padding=NAME."
    )
    assert "no function at all" in InProcess("theirs", {}).call(problem()).hint


def test_a_module_is_an_implementation():
    """The Python API may hand over a module object."""
    import cnncheck.layers

    for spec in (cnncheck.layers, {"zero_padding": pad}):
        assert open_implementation(spec).call(problem()).outcome is Outcome.PASSED
    assert open_implementation(cnncheck.layers).name == "cnncheck.layers"


@pytest.mark.parametrize("isolated", [True, False])
def test_a_jail_cannot_be_had_in_process(isolated):
    """Who requires a jail is not given less."""
    spec = {"zero_padding": pad} if isolated else "builtin"
    with pytest.raises(UsageError) as caught:
        open_implementation(spec, Options(isolated=isolated, require_jail=True))
    assert str(caught.value) == (
        "a jail is required, but the code would run in this very process; leave out "
        "--no-isolation, give a path, and use Linux; or leave out --require-jail"
    )


def test_a_forbidden_call_cannot_be_hidden():
    """Not even where everything is caught."""

    def hides(X, padding):
        try:
            return getattr(np, "p" + "ad")(X, 1)
        except BaseException:
            return pad(X, padding)

    reply = ask(hides, forbid=["numpy.pad"])
    assert (reply.outcome, reply.value) == (Outcome.FORBIDDEN, None)
    assert reply.message.startswith("zero_padding(X, padding) calls numpy.pad (")
    assert ask(hides).outcome is Outcome.PASSED


def test_a_forbidden_name_is_trapped_under_every_alias_and_only_meanwhile():
    """The trap covers attribute access, getattr and names bound before; then all is as before."""
    import numpy

    original = numpy.pad
    space = {"p": numpy.pad, "np": numpy}
    exec("def aliased(X, padding): return p(X, 1)", space)
    hidden = lambda X, padding: getattr(numpy, "p" + "ad")(X, 1)  # noqa: E731
    for function in (space["aliased"], hidden):
        reply = ask(function, forbid=["numpy.pad"])
        assert reply.outcome is Outcome.FORBIDDEN
        assert reply.message.startswith("zero_padding(X, padding) calls numpy.pad")
        assert reply.hint == "This exercise forbids numpy.pad here; write out what it does."
        assert ask(function).outcome is Outcome.PASSED
    assert numpy.pad is original
    assert space["p"] is original


def test_arrays_inside_of_arguments_are_watched_too():
    """By position and by keyword; a change is told where it was made."""

    def theirs(cache, *, how):
        assert (how["step"], cache[1]) == ([1, 2], "x")
        cache[0][0] = 7.0
        return np.ones(2)

    asked = Call("zero_padding", {"cache": (np.zeros(3), "x"), "how=": {"step": [1, 2]}})
    reply = InProcess("theirs", {"zero_padding": theirs}).call(asked)
    assert reply.outcome is Outcome.MUTATED_INPUT
    assert reply.message == "zero_padding(cache, how) changed its argument cache[0] in place"
