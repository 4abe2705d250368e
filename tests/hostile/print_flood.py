# want: output-flood
"""Prints without end."""


def zero_padding(X, padding):
    while True:
        print("x" * 10_000)
