# want: raised
# by: seccomp|landlock
"""Makes a file without a name."""

import os


def zero_padding(X, padding):
    os.open(os.path.dirname(__file__), os.O_TMPFILE | os.O_RDWR)
