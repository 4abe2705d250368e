# want: raised
# by: seccomp|landlock
"""Makes a folder to put something into."""

import os


def zero_padding(X, padding):
    os.mkdir(__file__ + '.d')
