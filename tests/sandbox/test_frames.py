"""The bytes between supervisor and worker: what is read was perhaps written by hostile code."""

import struct
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from cnncheck.calls import Call, Reply
from cnncheck.outcomes import Outcome
from cnncheck.sandbox import frames, packing, syscalls
from cnncheck.sandbox.layout import read_on

DTYPES = (
    npst.boolean_dtypes()
    | npst.integer_dtypes(endianness="=")
    | npst.floating_dtypes(endianness="=", sizes=(16, 32, 64))
)


def encoded(shape, code=11, data=b"", texts=(b"passed", b"", b"", b"")):
    """A reply by hand: code 11 is float64."""
    head = struct.pack("<B5I", True, *map(len, [*texts, ""])) + b"".join(texts)
    ndim = len(shape)
    return head + struct.pack(f"<BB{ndim}Q{ndim}q", code, ndim, *shape, *([8] * ndim)) + data


@given(npst.arrays(DTYPES, npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)))
def test_replies_survive(array):
    """Every numeric array comes back bit for bit."""
    reply = Reply(array, Outcome.PASSED, log="größer\n")
    back = frames.read_reply(b"".join(frames.reply(reply)))
    assert (back.value.dtype, back.value.shape) == (array.dtype, array.shape)
    assert back.value.tobytes() == array.tobytes()
    assert (back.outcome, back.log) == (Outcome.PASSED, "größer\n")


def test_questions_survive():
    """Arrays keep their layout; pairs and numbers their order and sign."""
    X = np.asfortranarray(np.random.default_rng(0).random((2, 3, 4, 5)))
    payload = frames.call(Call("pool", {"X": X, "stride": (3, -1), "f": 2}), ["numpy.pad"], 1000)
    payload = b"".join(payload)
    asked, forbid, limit = frames.read_call(payload)
    arguments = asked.arguments
    assert (asked.function, forbid, limit) == ("pool", ["numpy.pad"], 1000)
    assert list(arguments) == ["X", "stride", "f"]
    assert (arguments["stride"], arguments["f"]) == ((3, -1), 2)
    array = arguments["X"].array
    assert array.strides == X.strides
    assert array.flags.writeable
    assert np.array_equal(array, X)


def test_arrays_stay_as_writable_as_they_were():
    """One that cannot be written to cannot be there either; one image for all stays one."""
    fixed, one = np.arange(6.0).reshape(2, 3), np.broadcast_to(np.arange(3.0), (2, 3))
    fixed.flags.writeable = False
    payload = b"".join(frames.call(Call("f", {"X": fixed, "W": one}), [], 10))
    told = [each.array for each in frames.read_call(payload)[0].arguments.values()]
    assert [each.flags.writeable for each in told] == [False, False]
    assert [each.strides for each in told] == [(24, 8), (0, 8)]
    assert [each.tolist() for each in told] == [fixed.tolist(), one.tolist()]
    reply = frames.read_reply(b"".join(frames.reply(Reply(fixed))))
    assert reply.value.tolist() == fixed.tolist()


def test_what_lies_behind_an_array_is_foreign():
    """Who reads on from the first element as if in C order reads none of its values, nor beyond."""
    X = np.arange(6.0).reshape(2, 3)
    for view in (X[::-1, ::-1].copy()[::-1, ::-1], np.broadcast_to(X[:1], (2, 3))):
        read = read_on(view)
        assert read.ravel()[0] == view[0, 0]
        assert np.isnan(read).sum() >= 3
    assert np.array_equal(read_on(X), X)


def test_arguments_are_whatever_dialects_hand_over():
    """Nested, with arrays inside; not deeper than anybody writes."""
    told = {"how=": {"step": [2, 3], "name": "größer", "bias": None, "flags": (True, 0.5)}}
    asked, *_ = frames.read_call(b"".join(frames.call(Call("f", told), [], 10)))
    assert asked.arguments == told
    cache = {"cache": (np.arange(3.0), [np.ones((1, 2))])}
    asked, *_ = frames.read_call(b"".join(frames.call(Call("f", cache), [], 10)))
    arguments = asked.arguments
    first, (second,) = arguments["cache"]
    assert (first.array.tolist(), second.array.tolist()) == ([0, 1, 2], [[1, 1]])
    deep = None
    for _ in range(9):
        deep = [deep]
    with pytest.raises(frames.FrameError, match="nested more than 8 deep"):
        frames.read_call(b"".join(frames.call(Call("f", {"x": deep}), [], 10)))


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (b"", "the payload ends 21 bytes too early"),
        (encoded((1 << 40,)), f"the payload ends {8 << 40} bytes too early"),
        (encoded((1 << 32, 1 << 32)), f"the payload ends {8 << 64} bytes too early"),
        (encoded((0, 1 << 63)), "an array of shape (0, 9223372036854775808) cannot be: "),
        (encoded((0, 1 << 30, 1 << 30, 1 << 30)), "cannot be: array is too big"),
        (encoded((1,), code=100), "an array has dtype code 100 and 1 dimensions"),
        (encoded((1,) * 65), "an array has dtype code 11 and 65 dimensions"),
        (encoded((1,), code=0, data=b"\2"), "a truth value is neither 0 nor 1"),
        (encoded((1,), data=bytes(9)), "1 bytes are left over"),
        (
            encoded((1,), data=bytes(8), texts=(b"timeout", b"", b"", b"")),
            "a worker cannot say 'timeout' here",
        ),
        (struct.pack("<B5I", 0, 6, 0, 0, 0, 0) + b"passed", "'passed' came without a value"),
        (
            encoded((1,), data=bytes(8), texts=(b"raised", b"", b"", b"")),
            "'raised' came with a value",
        ),
        (encoded((1,), texts=(b"passed", b"\xff", b"", b"")), "a text is not UTF-8"),
        (struct.pack("<B5I", False, 1 << 30, 0, 0, 0, 0), "a text has 1073741824 bytes"),
    ],
)
def test_lies_are_refused_before_memory_is_taken(payload, message):
    """Neither a length nor a shape is believed."""
    tracemalloc.start()
    with pytest.raises(frames.FrameError) as caught:
        frames.read_reply(payload)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert message in str(caught.value)
    assert peak < 100_000


@given(st.binary(max_size=200), st.integers(0, 400))
def test_noise_is_refused_or_read(noise, cut):
    """Whatever comes is a reply or a `FrameError`, never anything else."""
    good = b"".join(frames.reply(Reply(np.arange(12.0).reshape(3, 4), log="x")))
    for payload in (noise, good[:cut] + noise, noise + good[cut:]):
        try:
            assert isinstance(frames.read_reply(payload), Reply)
        except frames.FrameError:
            continue


@pytest.mark.parametrize("word", ["passed", "load-error", "mutated-input", "raised"])
def test_loading_has_answers_of_its_own(word):
    """No value comes of it, and nothing that only a call can show."""
    payload = struct.pack("<B5I", 0, len(word), 0, 0, 0, 0) + word.encode()
    if word in ("passed", "load-error"):
        assert frames.read_reply(payload, loading=True).outcome == word
    else:
        with pytest.raises(frames.FrameError):
            frames.read_reply(payload, loading=True)
    with pytest.raises(frames.FrameError):
        frames.read_reply(encoded((1,), data=bytes(8)), loading=True)


def test_long_texts_are_shortened():
    """A message cannot make a frame long, and a cut character does no harm."""
    reply = Reply(None, Outcome.RAISED, "ü" * 100_000, log="\ud800")
    back = frames.read_reply(b"".join(frames.reply(reply)))
    assert back.message == "ü" * (packing.LONGEST_TEXT // 2)
    assert back.log == "\\ud800"


def test_an_unknown_machine_has_no_filter(monkeypatch):
    """Where the numbers are not known, nothing is guessed."""
    monkeypatch.setattr(syscalls.platform, "machine", lambda: "riscv64")
    assert syscalls.architecture() is None
