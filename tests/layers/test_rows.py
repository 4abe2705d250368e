"""Copying rows: whatever the layout, the same numbers as plain assignment."""

from __future__ import annotations

from math import ceil

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from cnncheck.layers import rows
from cnncheck.layers.rows import LONG, PIECE, SLOW, copy_rows


@pytest.fixture(autouse=True)
def _few_rows_are_many(monkeypatch):
    """Small arrays take every path."""
    monkeypatch.setattr(rows, "FEW", 0)


NUMBERS = np.arange(2 * 3 * 8 * 10, dtype=np.float32).reshape(2, 3, 8, 10)


@pytest.mark.parametrize(
    "source",
    [
        NUMBERS,
        NUMBERS[:, :, 1:5, 2:9],
        NUMBERS[:, ::-1, ::-2],
        NUMBERS[..., ::2],
        NUMBERS[..., ::-1],
        NUMBERS[..., :1],
        NUMBERS[..., :0],
        NUMBERS[:0],
        NUMBERS.transpose(3, 2, 1, 0),
        NUMBERS.astype(">f4"),
        np.broadcast_to(NUMBERS[:, :1], NUMBERS.shape),
        sliding_window_view(NUMBERS, (3, 4), axis=(2, 3)),
        np.full((2, 3), np.nan, np.float16),
        np.ones((2, LONG + 1)),
    ],
)
@pytest.mark.parametrize("kind", ["contiguous", "gaps", "turned", "float64"])
def test_rows_are_copied(source, kind):
    """Bit for bit, and nothing beside them."""
    dtype = np.float64 if kind == "float64" else source.dtype
    around = np.full((*source.shape[:-1], source.shape[-1] + 3), -1, dtype)
    out = around[..., 1:-2] if kind == "gaps" else np.empty(source.shape, dtype)
    if kind == "turned":
        out = np.empty(source.shape[::-1], dtype).T
    copy_rows(out, source)
    np.testing.assert_array_equal(out, source)
    if kind == "gaps":
        assert (around[..., [0, -2, -1]] == -1).all()


def test_a_nan_keeps_its_payload():
    """Rows are copied as bytes."""
    source = np.array([[0x7FC01234, 0x3F800000]], np.uint32).view(np.float32)
    out = np.empty_like(source)
    copy_rows(out, source)
    assert out.tobytes() == source.tobytes()


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_large_copies_are_made_in_pieces(dtype, monkeypatch):
    """Of every length of row, from first to last number, and nothing beside them."""
    monkeypatch.setattr(rows, "LARGE", 0)
    size = np.dtype(dtype).itemsize
    for bytes_ in (SLOW.start - size, *SLOW[:: 5 * size], SLOW[-size], SLOW.stop):
        columns = bytes_ // size
        source = np.arange(2 * 3 * columns).reshape(2, 3, columns).astype(dtype)
        around = np.full((2, 3, columns + 2), -1, dtype)
        copy_rows(around[..., 1:-1], source)
        np.testing.assert_array_equal(around[..., 1:-1], source)
        assert (around[..., [0, -1]] == -1).all()


def test_few_rows_are_assigned(monkeypatch):
    """What items or pieces save of a row is less than making them costs."""
    monkeypatch.setattr(rows, "FEW", 6)
    monkeypatch.setattr(rows, "_dense", None)
    source = np.arange(6.0 * 10).reshape(2, 3, 10)
    out = np.empty_like(source)
    copy_rows(out, source)
    np.testing.assert_array_equal(out, source)
    with pytest.raises(TypeError):
        copy_rows(np.empty((7, 10)), np.empty((7, 10)))


def test_only_large_copies_with_rows_of_some_length_are_made_in_pieces(monkeypatch):
    """In a cache pieces take longer."""
    made = []
    pieces = rows._pieces
    monkeypatch.setattr(rows, "_pieces", lambda array: made.append(pieces(array)) or made[-1])
    for lines, bytes_ in ((10, 1024), (10_000, 512), (10_000, 1024), (10_000, 4096)):
        source = np.ones((lines, bytes_ // 8))
        copy_rows(np.empty_like(source), source)
    assert [a.shape[:2] for a in made] == [(10_000, ceil(1024 / PIECE))] * 2
    assert all(a.shape[2] * 8 <= PIECE for a in made)
