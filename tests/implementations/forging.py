"""Replies that are almost right: valid frames of which a field or some bytes were changed."""

import struct
from dataclasses import dataclass, field

import numpy as np

from cnncheck.outcomes import Outcome

WORDS = [outcome.value.encode() for outcome in Outcome]
WORDS += [b"", b"PASSED", b"passed\0", b"\xff", b"tool_error", b"x" * 5000]
TEXTS = [
    b"",
    b"IndexError: index 4 is out of bounds",
    "größer ✗ 中文 \U0001f600".encode(),
    b"\xed\xa0\x80",  # half a surrogate pair
    b"\x1b[2J\x1b]0;title\x07",
    b"\0" * 50,
    b"::error file=a.py::no\n##[group]x",
    b"</pre><script>alert(1)</script>]]>",
    b"| a | b |\n`code` [x](javascript:y)",
    "\u202eright to left\u2028\ufffe\uffff\x85".encode(),
    b"%s %d {0} {x.__class__}",
    b"[red]markup[/red] [/]",
    b"line\n" * 3000,
]
HUGE = [b"\x07" * 65536, b"a" * 65536, b"a" * 65537, "\U0010ffff".encode() * 16000]
LENGTHS = [0, 1, 2, 3, 7, 1 << 15, 1 << 30, 1 << 31, 1 << 32, 1 << 62, (1 << 63) - 1, (1 << 64) - 1]
EXTREME = [0.0, -0.0, 1.0, np.inf, -np.inf, np.nan, 1.7e308, -1.7e308, 5e-324, 1e39, -1.0]
CODES = ["b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "f16"]
CODES += ["c8", "c16", "c32"]


@dataclass
class Forged:
    """The fields of a reply, each of which may lie."""

    shape: tuple = ()
    has_value: int = 1
    texts: list = field(default_factory=lambda: [b"passed", b"", b"", b"", b""])
    code: int = 11
    stride: int = 8
    data: bytes | None = None
    lengths: list | None = None
    ndim: int | None = None

    def frame(self):
        """The bytes of it."""
        lengths = self.lengths or [len(text) for text in self.texts]
        parts = [struct.pack("<B5I", self.has_value, *lengths), *self.texts]
        if self.has_value:
            count = len(self.shape)
            strides = (self.stride,) * count
            ndim = count % 256 if self.ndim is None else self.ndim
            parts.append(
                struct.pack(f"<BB{count}Q{count}q", self.code, ndim, *self.shape, *strides)
            )
            parts.append(self.data or b"")
        return b"".join(parts)


def _filled(random, shape, code):
    """As many bytes as the shape needs, where that is no great number."""
    size, itemsize = 1, int(CODES[code][1:]) if code < len(CODES) else 8
    for length in shape:
        size = min(size * length, 1 << 40)
    if size * itemsize > 1 << 16:
        return bytes(64)
    choice = random.randrange(4)
    if choice == 0 or code >= len(CODES):
        return bytes(size * itemsize)
    if choice == 1:
        return random.randbytes(size * itemsize)
    with np.errstate(all="ignore"):
        values = np.array(random.choices(EXTREME, k=max(size, 1)))
        values = values if CODES[code][0] in "fc" else np.nan_to_num(values, posinf=0, neginf=0) % 2
        return values.astype(CODES[code]).tobytes()[: size * itemsize]


def _shape(random, forged, right):
    choices = [
        lambda: tuple(right),
        lambda: tuple(reversed(right)),
        lambda: (),
        lambda: (0, *right[1:]),
        lambda: (1,) * random.choice([5, 31, 32, 33, 63, 64, 65, 200]),
        lambda: tuple(random.choices(LENGTHS, k=random.randrange(6))),
        lambda: (0, *random.choices(LENGTHS, k=4)),
        lambda: tuple(random.randrange(5) for _ in range(random.randrange(6))),
    ]
    forged.shape = random.choice(choices)()
    forged.data = _filled(random, forged.shape, forged.code)


def _code(random, forged, right):
    forged.code = random.choice([*range(len(CODES)), 16, 255])
    forged.data = _filled(random, forged.shape, forged.code)


def _data(random, forged, right):
    forged.data = _filled(random, forged.shape, forged.code)


def _word(random, forged, right):
    forged.texts[0] = random.choice(WORDS)
    forged.has_value = random.choice([0, 0, 1, 2])


def _texts(random, forged, right):
    some = TEXTS + HUGE if random.random() < 0.02 else TEXTS
    forged.texts[1:] = random.choices(some, k=4)


def _raised(random, forged, right):
    forged.texts[0], forged.has_value = b"raised", 0
    _texts(random, forged, right)


def _lying_lengths(random, forged, right):
    forged.lengths = [random.choice([len(t), len(t) + 1, 0, 0xFFFFFFFF]) for t in forged.texts]


def _strides(random, forged, right):
    forged.stride = random.choice([0, -8, 1 << 62, -(1 << 63)])


def _ndim(random, forged, right):
    forged.ndim = random.choice([0, 1, 3, 5, 64, 65, 255])


CHANGES = [_shape, _shape, _code, _data, _word, _texts, _raised, _lying_lengths, _strides, _ndim]


def forged_reply(random, right, *, bytewise=True):
    """Return a frame.

    Parameters
    ----------
    random : random.Random
    right : array
        The right answer, with which each forgery begins.
    bytewise : bool
        Whether single bytes may be changed too, and pieces lost or doubled.
    """
    forged = Forged(right.shape, data=right.tobytes())
    for change in random.choices(CHANGES, k=random.choice([0, 1, 1, 2, 3])):
        change(random, forged, right.shape)
    frame = forged.frame()
    if bytewise and random.random() < 0.3:
        frame = bytearray(frame)
        for _ in range(random.randrange(1, 4)):
            at = random.randrange(len(frame) + 1)
            how = random.randrange(4)
            if how == 0 and at < len(frame):
                frame[at] = random.randrange(256)
            elif how == 1:
                del frame[at:]
            elif how == 2:
                frame[at:at] = random.randbytes(random.randrange(1, 20))
            else:
                frame += frame[:at]
        frame = bytes(frame)
    return frame
