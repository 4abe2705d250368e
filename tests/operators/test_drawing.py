"""What drawing shares: lent generators, each with the frozen stream of its seed, and padding."""

from __future__ import annotations

import numpy as np

from cnncheck.operators.fill import stream_of
from cnncheck.operators.relation import Windows, zero_padded


def test_the_stream_is_that_of_a_new_generator():
    """Also after one that was given back in the middle of a pair of normal numbers."""
    for seed in (0, 7, 2**32 - 1):
        with stream_of(seed) as stream:
            lent = stream.randn(5), stream.randint(0, 9, 4), stream.rand(3)
        new = np.random.RandomState(seed)
        for got, right in zip(lent, (new.randn(5), new.randint(0, 9, 4), new.rand(3)), strict=True):
            np.testing.assert_array_equal(got, right)


def test_a_generator_is_lent_to_one_at_a_time():
    """Draws of two questions may take turns."""
    with stream_of(1) as one:
        first = one.rand()
        with stream_of(1) as other:
            assert other is not one
            assert other.rand() == first
        assert one.rand() != first


def test_a_generator_is_given_back_after_an_error():
    """And serves the next one."""
    try:
        with stream_of(1) as stream:
            raise KeyError
    except KeyError:
        pass
    with stream_of(2) as again:
        assert again is stream


def test_zeros_lie_around_the_image():
    """As np.pad puts them, in any dtype and layout."""
    X = np.arange(24, dtype=np.float32).reshape(1, 2, 3, 4)[..., ::-1]
    for ph, pw in ((0, 0), (1, 0), (2, 3)):
        padded = zero_padded(X, Windows.over(X.shape[2:], 1, padding=(ph, pw)))
        np.testing.assert_array_equal(padded, np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw))))
        assert padded.dtype == X.dtype
