# want: unsupported
"""One word so long that it is broken, with a command at every place where that may be."""


def zero_padding(X, padding):
    raise ValueError("::error::forged" * 40 + " " + "x" * 83 + "::error::forged")
