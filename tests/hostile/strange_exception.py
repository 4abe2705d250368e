# want: raised
"""Raises what is no Exception."""


def zero_padding(X, padding):
    raise GeneratorExit
