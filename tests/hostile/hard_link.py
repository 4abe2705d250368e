# want: raised
# by: seccomp|landlock
"""Gives a file that it may read a second name."""

import os


def zero_padding(X, padding):
    os.link(__file__, __file__ + '.again')
