# want: raised
# by: seccomp|landlock
"""Makes a named pipe on which a reader would wait for ever."""

import os


def zero_padding(X, padding):
    os.mkfifo(__file__ + '.pipe')
