# want: raised|memory-limit
"""Maps shared memory, which private limits do not count."""

import mmap


def zero_padding(X, padding):
    hoard = []
    while True:
        piece = mmap.mmap(-1, 1 << 26)
        piece.write(b"x" * (1 << 26))
        hoard.append(piece)
